import pRetry from 'p-retry';
import { TemporalError } from '../errors.js';

/** Asking again may help. */
export function isPassing(error: unknown): boolean {
  return error instanceof TemporalError && error.isTransient;
}

/** Asks again twice where that may help: a scan is short, and its reader waits. */
export function withRetries<A>(ask: () => Promise<A>): Promise<A> {
  return pRetry(ask, { retries: 2, minTimeout: 500, factor: 3, shouldRetry: ({ error }) => isPassing(error) });
}
