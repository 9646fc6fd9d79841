import pRetry from 'p-retry';
import type { Logger } from 'pino';

const firstPauseMs = 500;

export type RetryOptions = Readonly<{
  longestPauseMs: number;
  signal: AbortSignal;
  log: Logger;
  firstPauseMs?: number;
}>;

/**
 * Calls until it answers true, with growing pauses. What it throws is logged and it is called again: p-retry alone would
 * end at the first TypeError. Resolves, without success, once the signal is aborted.
 */
export async function retryUntil(attempt: () => Promise<boolean>, options: RetryOptions): Promise<void> {
  const { longestPauseMs, signal, log } = options;
  const once = async () => {
    const isDone = await attempt().catch((error: unknown) => {
      log.error({ err: error }, 'unexpected error; will retry');
      return false;
    });
    if (!isDone) throw new Error('not done yet');
  };
  try {
    await pRetry(once, {
      retries: Number.POSITIVE_INFINITY,
      minTimeout: options.firstPauseMs ?? firstPauseMs,
      maxTimeout: longestPauseMs,
      factor: 2,
      signal,
    });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
