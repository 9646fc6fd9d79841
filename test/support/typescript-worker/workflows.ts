import {
  CancellationScope,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import { type Plan, retryAfterMs, type Work } from '../plan.js';

type Activities = Record<string, (works: readonly Work[]) => Promise<void>>;

const cancel = defineSignal('cancel');

/** Runs one activity, cancels it when the plan or a signal says so, and lingers. However the activity ends, it completes. */
export async function run(plan: Plan): Promise<void> {
  const scope = new CancellationScope();
  setHandler(cancel, () => scope.cancel());
  const ended = scope.run(() => perform(plan)).catch(() => undefined);
  if (plan.cancelAfterMs !== undefined) {
    await sleep(plan.cancelAfterMs);
    scope.cancel();
  }
  await ended;
  if (plan.lingerMs !== undefined) await sleep(plan.lingerMs);
}

/** Starts the activity of the first plan, leaves it behind, and continues in a new run with the second plan. */
export async function runAnew(left: Plan, afterMs: number, next?: Plan): Promise<void> {
  if (next === undefined) return await run(left);
  void perform(left).catch(() => undefined);
  await sleep(afterMs);
  await continueAsNew<typeof runAnew>(next, 0);
}

/** Like `run`, but deaf to the cancellation of the workflow itself. */
export async function runShielded(plan: Plan): Promise<void> {
  await CancellationScope.nonCancellable(() => perform(plan));
}

/** Wakes up again and again after the cancel, so that there are later points to which the workflow can be reset. */
export async function runTicking(plan: Plan, everyMs: number): Promise<void> {
  let isOver = false;
  const ended = run(plan).finally(() => {
    isOver = true;
  });
  while (!isOver) await sleep(everyMs);
  await ended;
}

function perform(plan: Plan): Promise<void> {
  const activities = proxyActivities<Activities>({
    taskQueue: plan.taskQueue,
    startToCloseTimeout: plan.startToCloseMs,
    ...(plan.heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeout: plan.heartbeatTimeoutMs }),
    ...(plan.scheduleToCloseMs === undefined ? {} : { scheduleToCloseTimeout: plan.scheduleToCloseMs }),
    cancellationType: plan.cancellation === 'try' ? 'TRY_CANCEL' : 'WAIT_CANCELLATION_COMPLETED',
    retry: { maximumAttempts: plan.attempts ?? 1, initialInterval: retryAfterMs, backoffCoefficient: 1 },
  });
  return (activities[plan.activityType] as Activities[string])(plan.work);
}
