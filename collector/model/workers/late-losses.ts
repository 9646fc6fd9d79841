import type { Effect } from '../account/effect.js';
import { labelsOf } from '../account/labels.js';
import type { Millis } from '../activity/activity.js';
import type { Suspect } from '../execution/suspect.js';
import type { Workers } from './workers.js';

/** Two missed reports of the usual period, with the polls that find them, take less. */
const rememberMs = 5 * 60_000;
const rememberAtMost = 100_000;

/**
 * Attempts that timed out before it was certain that their worker had stopped: the seconds from its last report to their
 * end are counted as lost, once, when it is.
 */
export class LateLosses {
  private timedOut: Suspect[] = [];

  add(attempt: Suspect): void {
    this.timedOut.push(attempt);
  }

  /** What can be settled now. Those whose worker has reported since are forgotten. */
  settle(workers: Workers, now: Millis): Effect[] {
    const effects: Effect[] = [];
    this.timedOut = this.timedOut.slice(-rememberAtMost).filter((attempt) => {
      const { activity, givenUpAt } = attempt;
      const worker = workers.stateOf(activity, now);
      if (worker.kind !== 'stopped') return now - givenUpAt < rememberMs;
      const since = Math.max(worker.lastReportAt, activity.attemptStartedAt);
      const changeMs = Math.max(0, givenUpAt - since);
      if (changeMs > 0) effects.push({ kind: 'lost', labels: labelsOf(attempt, activity), changeMs });
      return false;
    });
    return effects;
  }
}
