import { setLogger } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { Secrets } from './secrets.js';

/** What gRPC's client writes on its own, such as why a proxy cannot be reached, goes to the log: without secrets, and once in a row. */
export function logOfGrpc(log: Logger, secrets: Secrets): void {
  let last: string | undefined;
  const say = (level: 'warn' | 'debug') => (message: unknown) => {
    const text = secrets.redact(String(message));
    if (text === last) return;
    last = text;
    log[level]({ text }, 'message of the gRPC client');
  };
  setLogger({ error: say('warn'), info: say('debug'), debug: say('debug') });
}
