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

  /** Longest first, of each worker at most as many as it has unaccounted slots for the task queue. */
  shown(slots: readonly QueueSlots[]): Suspect[] {
    const left = new Map<string, number>();
    for (const { taskQueue, unaccounted, unaccountedOn } of slots)
      if (unaccounted !== undefined)
        for (const [identity, excess = 0] of unaccountedOn) left.set(placeOf(taskQueue, identity), excess);
    return [...this.all]
      .sort((a, b) => a.givenUpAt - b.givenUpAt)
      .filter(({ activity }) => {
        const place = placeOf(activity.taskQueue, activity.workerIdentity);
        const more = left.get(place) ?? 0;
        left.set(place, more - 1);
        return more > 0;
      });
  }
}

function placeOf(taskQueue: string, workerIdentity: string | undefined): string {
  return JSON.stringify([taskQueue, workerIdentity]);
}
