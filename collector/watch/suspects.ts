import type { Millis } from '../model/activity.js';
import type { QueueSlots } from '../model/slots.js';
import type { Suspect } from '../model/suspect.js';
import type { Workers } from '../model/workers.js';

const atMost = 1_000;

/** Attempts that the server has given up on while slots say that some such code still runs. An inference, never counted. */
export class Suspects {
  private all: Suspect[] = [];

  add(suspect: Suspect): void {
    this.all.push(suspect);
    if (this.all.length > atMost) this.all.shift();
  }

  /** Forgets those whose worker stopped reporting, and those of queues that hold no such slot two reports later. */
  review(slots: readonly QueueSlots[], workers: Workers, now: Millis): void {
    this.all = this.all.filter(({ activity, givenUpAt }) => {
      const worker = workers.stateOf(activity, now);
      if (worker.kind === 'stopped') return false;
      const queue = slots.find(({ taskQueue }) => taskQueue === activity.taskQueue);
      return queue?.unaccounted !== 0 || !workers.hasReportedTwiceSince(activity, givenUpAt);
    });
  }

  /** Longest first, in each task queue at most as many as it has unaccounted slots. */
  shown(slots: readonly QueueSlots[]): Suspect[] {
    const left = new Map(slots.map(({ taskQueue, unaccounted = 0 }) => [taskQueue, unaccounted]));
    return [...this.all]
      .sort((a, b) => a.givenUpAt - b.givenUpAt)
      .filter(({ activity }) => {
        const more = left.get(activity.taskQueue) ?? 0;
        left.set(activity.taskQueue, more - 1);
        return more > 0;
      });
  }
}
