import type { Effect } from '../model/account/effect.js';
import { labelsOf } from '../model/account/labels.js';
import type { Millis } from '../model/activity/activity.js';
import type { Suspect } from '../model/execution/suspect.js';
import { traceOf } from '../model/execution/trace.js';
import type { RunsByPlace } from '../model/workers/runs-by-place.js';
import type { ShownIn } from '../model/workers/shown.js';
import type { Workers } from '../model/workers/workers.js';
import { attemptOf } from './suspects.js';
import { Unsaved } from './unsaved.js';

/** Two missed reports of the usual period, with the polls that find them, take less. */
const rememberMs = 5 * 60_000;
const rememberAtMost = 100_000;

/** `shownIn`: the worker's last report so far, where it showed every attempt there in a slot. */
export type TimedOut = Suspect & Readonly<{ shownIn?: ShownIn }>;

/** `restoredAt`: an earlier run added it, and of what ran beside it only `shownIn` is known. */
type Entry = Readonly<{ attempt: TimedOut; restoredAt?: Millis }>;

/**
 * Attempts that timed out before it was certain that their worker had stopped: the seconds from its last report to their
 * end are counted as lost, once, when it is.
 */
export class LateLosses {
  private readonly timedOut = new Map<string, Entry>();
  readonly unsaved = new Unsaved<TimedOut>((key) => this.timedOut.get(key)?.attempt);

  /** An attempt is added once, even where its end is read again after a restart. */
  add(attempt: Suspect): void {
    const key = attemptOf(attempt);
    if (this.timedOut.has(key)) return;
    this.set(key, { attempt });
    const [oldest] = this.timedOut.keys();
    if (this.timedOut.size > rememberAtMost && oldest !== undefined) this.delete(oldest);
  }

  restore(attempt: TimedOut, now: Millis): void {
    const key = attemptOf(attempt);
    this.timedOut.set(key, { attempt, restoredAt: now });
    this.unsaved.restored(key);
  }

  /** What an earlier run left behind and another process may have counted since is removed from the state. */
  release(attempt: TimedOut): void {
    const key = attemptOf(attempt);
    this.unsaved.restored(key);
    this.unsaved.removed(key);
  }

  /**
   * What can be settled now. Those whose worker has reported since are forgotten.
   * @param runs attempts that are running, and those that are gone since a few minutes
   */
  settle(workers: Workers, runs: RunsByPlace, now: Millis): Effect[] {
    const effects: Effect[] = [];
    const lastReportShowing = workers.lastReportsShowing(runs);
    for (const [key, entry] of this.timedOut) {
      const { attempt, restoredAt } = entry;
      const { activity, givenUpAt, shownIn } = attempt;
      const isRestored = restoredAt !== undefined;
      const worker = isRestored ? workers.stateOfShown(activity, shownIn, now) : workers.stateOf(activity, now);
      if (worker.kind === 'stopped') {
        const since = Math.max(worker.lastReportAt, activity.attemptStartedAt);
        const changeMs = Math.max(0, givenUpAt - since);
        if (changeMs > 0) effects.push({ kind: 'lost', labels: labelsOf(attempt, activity), changeMs });
        effects.push(...traceOf(attempt, activity, { kind: 'lost', from: since, until: givenUpAt }));
        this.delete(key);
      } else if (now - (restoredAt ?? givenUpAt) >= rememberMs) this.delete(key);
      else if (!isRestored) this.note(key, attempt, lastReportShowing(activity));
    }
    return effects;
  }

  private note(key: string, { shownIn: before, ...attempt }: TimedOut, shownIn: ShownIn | undefined): void {
    if (before?.reportedAt === shownIn?.reportedAt) return;
    this.set(key, { attempt: shownIn === undefined ? attempt : { ...attempt, shownIn } });
  }

  private set(key: string, entry: Entry): void {
    this.timedOut.set(key, entry);
    this.unsaved.changed(key);
  }

  private delete(key: string): void {
    this.timedOut.delete(key);
    this.unsaved.removed(key);
  }
}
