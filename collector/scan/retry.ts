import pRetry from 'p-retry';
import { TemporalError } from '../temporal/rpc.js';

/** The server or the way to it is at fault: asking again may help. */
const serverSide = new Set(['RESOURCE_EXHAUSTED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED']);

export function isServerSide(error: unknown): boolean {
  return error instanceof TemporalError && serverSide.has(error.code);
}

/** Asks again twice where that may help: a scan is short, and its reader waits. */
export function withRetries<A>(ask: () => Promise<A>): Promise<A> {
  return pRetry(ask, { retries: 2, minTimeout: 500, factor: 3, shouldRetry: ({ error }) => isServerSide(error) });
}
