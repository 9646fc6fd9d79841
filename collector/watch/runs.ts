import { isSameAttempt, type Millis, type RunningActivity } from '../model/activity/activity.js';
import { isOrphanable } from '../model/activity/orphan.js';
import type { Execution } from '../model/execution/execution.js';
import type { KnownRun } from '../model/workers/shown.js';

const rememberGoneMs = 5 * 60_000;
const rememberAtMost = 100_000;
/** Trimming visits all of them: only once there are this many, and twice as many as it left the last time. */
const trimFrom = 1_000;

/** The attempts that the server counts as running on workers, and those that it counted until recently. */
export class Runs {
  private gone: KnownRun[] = [];
  private trimAt = trimFrom;

  /** Remembers what a description no longer showed. */
  note(before: Execution, after: Execution, now: Millis): void {
    const isDescribed = before.activities !== after.activities || before.closedAt !== after.closedAt;
    for (const activity of isDescribed ? runningIn(before) : [])
      if (!isStillIn(after, activity)) this.gone.push({ ...runOf(activity), goneAt: now });
    // Whether or not anyone asks: a shard that shows no slots, or one whose workers cannot be read, never does.
    if (this.gone.length >= this.trimAt) this.trim(now);
  }

  /** As of now, however slowly they are taken. */
  all(executions: readonly Execution[], now: Millis): Generator<KnownRun, void> {
    this.trim(now);
    return runsOf(executions, this.gone.slice());
  }

  private trim(now: Millis): void {
    const isRecent = ({ goneAt = now }: KnownRun) => now - goneAt < rememberGoneMs;
    this.gone = this.gone.filter(isRecent).slice(-rememberAtMost);
    this.trimAt = Math.max(trimFrom, 2 * this.gone.length);
  }
}

function* runsOf(executions: readonly Execution[], gone: readonly KnownRun[]): Generator<KnownRun, void> {
  for (const execution of executions) for (const activity of runningIn(execution)) yield runOf(activity);
  yield* gone;
}

type Known = Pick<Execution, 'activities' | 'attempts' | 'closedAt'>;

function runningIn({ activities, closedAt }: Known): RunningActivity[] {
  return activities.length === 0 || closedAt !== undefined ? [] : activities.filter(isOrphanable);
}

function isStillIn(execution: Known, activity: RunningActivity): boolean {
  if (execution.closedAt !== undefined) return false;
  const attempt = execution.attempts.get(activity.activityId);
  return attempt !== undefined && isSameAttempt(attempt.activity, activity);
}

export function runOf({ workerIdentity = '', taskQueue, attemptStartedAt }: RunningActivity): KnownRun {
  return { workerIdentity, taskQueue, startedAt: attemptStartedAt };
}
