import type { Millis } from '../model/activity.js';
import type { QueueSlots } from '../model/slots.js';
import type { Suspect } from '../model/suspect.js';
import type { Workers } from '../model/workers.js';

const atMost = 1_000;

/** `knownSince`: the first poll of the workers after it was given up. */
type Entry = Readonly<{ suspect: Suspect; knownSince?: Millis }>;

/** Attempts that the server has given up on while slots say that some such code still runs. An inference, never counted. */
export class Suspects {
  private all: Entry[] = [];

  add(suspect: Suspect): void {
    this.all.push({ suspect });
    if (this.all.length > atMost) this.all.shift();
  }

  /** Forgets those whose worker stopped reporting, or holds no such slot by two reports that it made since. */
  review(slots: readonly QueueSlots[], workers: Workers, now: Millis): void {
    this.all = this.all.flatMap(({ suspect, knownSince = now }) => {
      const { activity } = suspect;
      if (workers.stateOf(activity, now).kind === 'stopped') return [];
      const queue = slots.find(({ taskQueue }) => taskQueue === activity.taskQueue);
      const isOver = queue?.unaccountedOn.get(activity.workerIdentity ?? '') === 0;
      return isOver && workers.hasReportedTwiceSince(activity, knownSince) ? [] : [{ suspect, knownSince }];
    });
  }

  /** Longest first, of each worker at most as many as it has unaccounted slots for the task queue. */
  shown(slots: readonly QueueSlots[]): Suspect[] {
    const left = new Map<string, number>();
    for (const { taskQueue, unaccounted, unaccountedOn } of slots)
      if (unaccounted !== undefined)
        for (const [identity, excess = 0] of unaccountedOn) left.set(placeOf(taskQueue, identity), excess);
    return this.all
      .map(({ suspect }) => suspect)
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
