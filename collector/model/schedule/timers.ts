import type { Millis } from '../activity/activity.js';
import type { HistoryEvent } from '../execution/history.js';

export type TimersEnded = Readonly<{
  timersEnded: number;
  /** Of these, how many fired and let an activity start at once. */
  timersFollowed: number;
}>;

export type TimersSeen = TimersEnded &
  Readonly<{
    /** When the first of those fires that have not ended. */
    timerFiresAt: Millis | undefined;
  }>;

/** What a history, newest event first, shows of timers; of those that ended, after event `after`. A pause is offered after each event. */
export function* timerSteps(events: readonly HistoryEvent[], after: number): Generator<void, TimersSeen> {
  const over = new Set<number>();
  let [timersEnded, timersFollowed] = [0, 0];
  let timerFiresAt: Millis | undefined;
  // An activity was scheduled, and what led to it has not been reached yet.
  let isSought = false;
  for (const event of events) {
    yield;
    switch (event.kind) {
      case 'scheduled':
        isSought = true;
        break;
      case 'timer_ended':
        over.add(event.startedEventId);
        if (event.eventId > after) {
          timersEnded += 1;
          timersFollowed += Number(event.fired && isSought);
        }
        isSought = false;
        break;
      case 'timer_started':
        if (!over.has(event.eventId)) timerFiresAt = Math.min(event.firesAt, timerFiresAt ?? event.firesAt);
        break;
      case 'started':
      case 'cancel_requested':
      case 'ended':
        isSought = false;
        break;
      // What came before belongs to another run.
      case 'reset_to_this_run':
        return { timersEnded, timersFollowed, timerFiresAt };
      case 'closed':
      case 'other':
        break;
    }
  }
  return { timersEnded, timersFollowed, timerFiresAt };
}

const knownFrom = 5;
const followedShare = 0.8;

/** What timers are for in a workflow type: they let activities start, or they limit how long something else may take. */
export class TimersLearned {
  private ended = 0;
  private followed = 0;

  learn({ timersEnded, timersFollowed }: TimersEnded): void {
    this.ended += timersEnded;
    this.followed += timersFollowed;
  }

  /** @param kept the weight of what was learned before */
  forget(kept: number): void {
    this.ended *= kept;
    this.followed *= kept;
  }

  /** Nearly every timer that ends lets an activity start. */
  get areFollowed(): boolean {
    return this.ended >= knownFrom && this.followed >= followedShare * this.ended;
  }
}
