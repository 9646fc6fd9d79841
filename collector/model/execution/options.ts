import { type Activity, isSameAttempt } from '../activity/activity.js';
import type { Execution } from './execution.js';
import type { Scheduled } from './history.js';

/**
 * What was known of the activities of an execution and a description does not tell: the task queue that an
 * attempt was dispatched to (the options name that of the next attempt), the end of an updated schedule-to-close timeout,
 * and the options on a server before 1.28.
 */
export class KnownOptions {
  private listed: ReadonlyMap<string, Activity> | undefined;

  constructor(private readonly execution: Pick<Execution, 'attempts' | 'activities'>) {}

  addTo(activity: Activity): Activity {
    const attempt = this.execution.attempts.get(activity.activityId)?.activity;
    if (attempt !== undefined && isSameAttempt(attempt, activity)) {
      const known = withExpiryOf(attempt, withOptionsOf(attempt, activity));
      const { taskQueue } = attempt;
      const merged = taskQueue === '' || taskQueue === known.taskQueue ? known : { ...known, taskQueue };
      // One that sends no heartbeats stays as it is from description to description: no copy of it is kept.
      return isEqual(attempt, merged) ? attempt : merged;
    }
    if (!activity.optionsUnknown && activity.scheduleToCloseMs === undefined) return activity;
    const listed = this.listedAs(activity.activityId) ?? attempt;
    if (listed === undefined || !isLaterAttempt(listed, activity)) return activity;
    return withExpiryOf(listed, withOptionsOf(listed, activity));
  }

  /** A workflow may have thousands of activities, and servers before 1.28 tell the options of none. */
  private listedAs(activityId: string): Activity | undefined {
    this.listed ??= new Map(this.execution.activities.map((one) => [one.activityId, one]));
    return this.listed.get(activityId);
  }
}

function isEqual(a: Activity, b: Activity): boolean {
  for (const name in a) if (!(name in b)) return false;
  for (const name in b) if (a[name as keyof Activity] !== b[name as keyof Activity]) return false;
  return true;
}

/** An activity ID may be used again for another activity, whose attempts begin with the first. */
function isLaterAttempt(before: Activity, after: Activity): boolean {
  return after.attempt > before.attempt || isSameAttempt(before, after) || before.attemptStartedAt === undefined;
}

function withOptionsOf(known: Activity, activity: Activity): Activity {
  if (known.optionsUnknown || !activity.optionsUnknown) return activity;
  const { taskQueue, heartbeatTimeoutMs, startToCloseTimeoutMs } = known;
  return withOptions(activity, {
    ...{ taskQueue },
    ...(heartbeatTimeoutMs === undefined ? {} : { heartbeatTimeoutMs }),
    ...(startToCloseTimeoutMs === undefined ? {} : { startToCloseTimeoutMs }),
  });
}

/** A timeout that was updated under way counts from where it did before; the server goes on naming its first end. */
function withExpiryOf({ expiresAt: before, scheduleToCloseMs: beforeMs }: Activity, activity: Activity): Activity {
  const { scheduleToCloseMs } = activity;
  if (before === undefined || beforeMs === undefined || scheduleToCloseMs === undefined) return activity;
  const expiresAt = before + scheduleToCloseMs - beforeMs;
  return expiresAt === activity.expiresAt ? activity : { ...activity, expiresAt };
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
