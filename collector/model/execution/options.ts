import { type Activity, isSameAttempt } from '../activity/activity.js';
import type { Execution } from './execution.js';
import type { Scheduled } from './history.js';

/**
 * What was known of the activities of an execution and a description does not tell: the task queue that an
 * attempt was dispatched to (the options name that of the next attempt), and the options on a server before 1.28.
 */
export class KnownOptions {
  private listed: ReadonlyMap<string, Activity> | undefined;

  constructor(private readonly execution: Pick<Execution, 'attempts' | 'activities'>) {}

  addTo(activity: Activity): Activity {
    const attempt = this.execution.attempts.get(activity.activityId)?.activity;
    if (attempt !== undefined && isSameAttempt(attempt, activity)) {
      const known = activity.optionsUnknown ? withOptionsOf(attempt, activity) : activity;
      const { taskQueue } = attempt;
      return taskQueue === '' || taskQueue === known.taskQueue ? known : { ...known, taskQueue };
    }
    if (!activity.optionsUnknown) return activity;
    const listed = this.listedAs(activity.activityId) ?? attempt;
    return listed !== undefined && isLaterAttempt(listed, activity) ? withOptionsOf(listed, activity) : activity;
  }

  /** A workflow may have thousands of activities, and servers before 1.28 tell the options of none. */
  private listedAs(activityId: string): Activity | undefined {
    this.listed ??= new Map(this.execution.activities.map((one) => [one.activityId, one]));
    return this.listed.get(activityId);
  }
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
