import { type Activity, isSameAttempt } from '../activity/activity.js';
import type { Execution } from './execution.js';
import type { Scheduled } from './history.js';

/**
 * An activity as described, with what was known of it before and a description does not tell: the task queue that its
 * attempt was dispatched to (the options name that of the next attempt), and the options on a server before 1.28.
 */
export function withKnownOptions({ attempts, activities }: Execution, activity: Activity): Activity {
  const attempt = attempts.get(activity.activityId)?.activity;
  if (attempt !== undefined && isSameAttempt(attempt, activity)) {
    const known = activity.optionsUnknown ? withOptionsOf(attempt, activity) : activity;
    const { taskQueue } = attempt;
    return taskQueue === '' || taskQueue === known.taskQueue ? known : { ...known, taskQueue };
  }
  if (!activity.optionsUnknown) return activity;
  const listed = activities.find(({ activityId }) => activityId === activity.activityId) ?? attempt;
  return listed !== undefined && isLaterAttempt(listed, activity) ? withOptionsOf(listed, activity) : activity;
}

/** An activity ID may be used again for another activity, whose attempts begin with the first. */
function isLaterAttempt(before: Activity, after: Activity): boolean {
  return after.attempt > before.attempt || isSameAttempt(before, after) || before.attemptStartedAt === undefined;
}

function withOptionsOf(known: Activity, activity: Activity): Activity {
  if (known.optionsUnknown) return activity;
  const { taskQueue, heartbeatTimeoutMs, startToCloseTimeoutMs } = known;
  return withOptions(activity, {
    ...{ taskQueue },
    ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
    ...(startToCloseTimeoutMs === undefined ? {} : { startToCloseTimeoutMs }),
  });
}

/** The options of an activity in history: those that it was scheduled with. */
export function withOptions<A extends Activity>(
  activity: A,
  scheduled: Omit<Scheduled, 'activityId' | 'activityType'> | undefined,
): A {
  if (!activity.optionsUnknown || scheduled === undefined || scheduled.optionsUnknown) return activity;
  const { optionsUnknown: _, ...known } = activity;
  const { taskQueue, heartbeatTimeoutMs, startToCloseTimeoutMs } = scheduled;
  const timeouts = {
    ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
    ...(startToCloseTimeoutMs === undefined ? {} : { startToCloseTimeoutMs }),
  };
  return { ...known, taskQueue, ...timeouts } as unknown as A;
}
