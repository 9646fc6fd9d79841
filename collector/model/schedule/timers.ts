import type { Millis } from '../activity/activity.js';
import type { HistoryEvent } from '../execution/history.js';

/** Between a timer that fires, or an activity that ends, and what the workflow lets start next: one workflow task. */
const atOnceMs = 5_000;

export type TimersEnded = Readonly<{
  timersEnded: number;
  /** Of these, how many fired and let an activity start at once. */
  timersFollowed: number;
  /** Activities that neither a timer nor the end of another activity let start at once: by a signal, say. */
  otherStarts: number;
}>;

export type TimersSeen = TimersEnded &
  Readonly<{
    /** When the first of those fires that have not ended. */
    timerFiresAt: Millis | undefined;
  }>;

/** What a history, newest event first, shows of timers; of those that ended, after event `after`. A pause is offered after each event. */
export function* timerSteps(events: readonly HistoryEvent[], after: number): Generator<void, TimersSeen> {
  const over = new Set<number>();
  let [timersEnded, timersFollowed, otherStarts] = [0, 0, 0];
  let timerFiresAt: Millis | undefined;
  // An activity was scheduled then, and what led to it has not been reached yet.
  let soughtFor: Millis | undefined;
  for (const event of events) {
    yield;
    switch (event.kind) {
      case 'scheduled':
        soughtFor = event.eventId > after ? event.at : undefined;
        break;
      case 'timer_ended': {
        over.add(event.startedEventId);
        const isCause = soughtFor !== undefined && soughtFor - event.at <= atOnceMs;
        timersEnded += Number(event.eventId > after);
        timersFollowed += Number(isCause && event.fired && event.eventId > after);
        otherStarts += Number(soughtFor !== undefined && !isCause);
        soughtFor = undefined;
        break;
      }
      case 'timer_started':
        if (!over.has(event.eventId)) timerFiresAt = Math.min(event.firesAt, timerFiresAt ?? event.firesAt);
        break;
      case 'started':
      case 'cancel_requested':
        break;
      case 'ended':
        otherStarts += Number(soughtFor !== undefined && soughtFor - event.at > atOnceMs);
        soughtFor = undefined;
        break;
      // What came before belongs to another run.
      case 'reset_to_this_run':
        return { timersEnded, timersFollowed, otherStarts, timerFiresAt };
      case 'closed':
      case 'other':
        break;
    }
  }
  return { timersEnded, timersFollowed, otherStarts, timerFiresAt };
}

const knownFrom = 5;
const followedShare = 0.8;
const otherStartsShare = 0.2;

/** What timers are for in a workflow type: they let its activities start, or they limit how long something else may take. */
export class TimersLearned {
  private ended = 0;
  private followed = 0;
  private otherStarts = 0;

  learn({ timersEnded, timersFollowed, otherStarts }: TimersEnded): void {
    this.ended += timersEnded;
    this.followed += timersFollowed;
    this.otherStarts += otherStarts;
  }

  /** @param kept the weight of what was learned before */
  forget(kept: number): void {
    this.ended *= kept;
    this.followed *= kept;
    this.otherStarts *= kept;
  }

  /** Nearly every timer that ends lets an activity start, and little else does. */
  get areFollowed(): boolean {
    if (this.ended < knownFrom || this.followed < followedShare * this.ended) return false;
    return this.otherStarts <= otherStartsShare * this.followed;
  }
}
