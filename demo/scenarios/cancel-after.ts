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

async function endingOf(work: Promise<unknown>): Promise<Ending> {
  try {
    await work;
    return 'completed';
  } catch (error) {
    if (isCancellation(error)) return 'canceled';
    return error instanceof ActivityFailure && error.cause instanceof TimeoutFailure ? 'timed_out' : 'failed';
  }
}
