import { ActivityFailure, CancellationScope, isCancellation, sleep, TimeoutFailure } from '@temporalio/workflow';

export type Ending = 'completed' | 'canceled' | 'timed_out' | 'failed';

/** Starts the work, asks for its cancellation after `delayMs`, and waits until it has ended. */
export async function cancelAfter(delayMs: number, work: () => Promise<unknown>): Promise<Ending> {
  const scope = new CancellationScope();
  const ending = endingOf(scope.run(work));
  await Promise.race([sleep(delayMs), ending]);
  scope.cancel();
  return ending;
}

/** Waits for all of them, also when one fails early: none is left behind. */
export async function allOf(works: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(works);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

async function endingOf(work: Promise<unknown>): Promise<Ending> {
  try {
    await work;
    return 'completed';
  } catch (error) {
    if (isCancellation(error)) return 'canceled';
    return error instanceof ActivityFailure && error.cause instanceof TimeoutFailure ? 'timed_out' : 'failed';
  }
}
