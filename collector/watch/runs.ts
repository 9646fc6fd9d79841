import type { Millis } from '../model/activity/activity.js';
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
    const still = new Set(runsOf(after).map(nameOf));
    for (const run of runsOf(before)) if (!still.has(nameOf(run))) this.gone.push({ ...run, goneAt: now });
    // Whether or not anyone asks: a shard that shows no slots, or one whose workers cannot be read, never does.
    if (this.gone.length >= this.trimAt) this.trim(now);
  }

  all(executions: Iterable<Execution>, now: Millis): KnownRun[] {
    this.trim(now);
    const running: KnownRun[] = [];
    for (const execution of executions) if (execution.closedAt === undefined) running.push(...runsOf(execution));
    return [...running, ...this.gone];
  }

  private trim(now: Millis): void {
    const isRecent = ({ goneAt = now }: KnownRun) => now - goneAt < rememberGoneMs;
    this.gone = this.gone.filter(isRecent).slice(-rememberAtMost);
    this.trimAt = Math.max(trimFrom, 2 * this.gone.length);
  }
}

type NamedRun = KnownRun & Readonly<{ activityId: string }>;

function runsOf({ activities, closedAt }: Pick<Execution, 'activities' | 'closedAt'>): NamedRun[] {
  if (activities.length === 0 || closedAt !== undefined) return [];
  return activities.filter(isOrphanable).map((activity) => ({
    activityId: activity.activityId,
    workerIdentity: activity.workerIdentity ?? '',
    taskQueue: activity.taskQueue,
    startedAt: activity.attemptStartedAt,
  }));
}

function nameOf({ activityId, startedAt }: NamedRun): string {
  return `${startedAt} ${activityId}`;
}
