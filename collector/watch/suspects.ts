import type { Millis } from '../model/activity/activity.js';
import type { Suspect } from '../model/execution/suspect.js';
import type { QueueSlots } from '../model/workers/slots.js';
import type { Workers } from '../model/workers/workers.js';
import { Unsaved } from './unsaved.js';

const atMost = 1_000;
const unknownAtMostMs = 24 * 3_600_000;
/** Two reports of the usual period, with the polls that find them, take less. */
const undecidedAtMostMs = 5 * 60_000;
/** Where nothing reports that could decide it. */
const undecidedUnheardMs = 60_000;

/** `knownSince`: the first poll of the workers, in this process, after it was given up. */
type Entry = Readonly<{
  suspect: Suspect;
  knownSince?: Millis;
  /** Its worker reports slots. */
  isHeard?: boolean;
  /** Both reports that were compared with what the server counts are from after it was given up. */
  isCompared?: boolean;
}>;

/** Attempts that the server has given up on while slots say that some such code still runs. An inference, never counted. */
export class Suspects {
  private readonly byAttempt = new Map<string, Entry>();
  readonly unsaved = new Unsaved<Suspect>((key) => this.byAttempt.get(key)?.suspect);

  /** @param onForgotten is told of each that is forgotten */
  constructor(private readonly onForgotten: (suspect: Suspect) => void = () => undefined) {}

  /** An attempt is added once, even where its end is read again after a restart. */
  add(suspect: Suspect): void {
    const key = attemptOf(suspect);
    if (this.byAttempt.has(key)) return;
    this.byAttempt.set(key, { suspect });
    this.unsaved.changed(key);
    const [oldest] = this.byAttempt.keys();
    if (this.byAttempt.size > atMost && oldest !== undefined) this.delete(oldest);
  }

  restore(suspect: Suspect): void {
    const key = attemptOf(suspect);
    this.byAttempt.set(key, { suspect });
    this.unsaved.restored(key);
  }

  private delete(key: string): void {
    const entry = this.byAttempt.get(key);
    if (entry !== undefined) this.onForgotten(entry.suspect);
    this.byAttempt.delete(key);
    this.unsaved.removed(key);
  }

  /** In the order in which they were added. */
  values(): Suspect[] {
    return Array.from(this.byAttempt.values(), ({ suspect }) => suspect);
  }

  /** Forgets those whose worker stopped reporting or is not known for a day, or holds no such slot by two reports that it made since. */
  review(slots: readonly QueueSlots[], workers: Workers, now: Millis): void {
    this.noteHeld(slots, workers, now);
    for (const [key, { suspect, knownSince = now }] of this.byAttempt) {
      const { activity } = suspect;
      const queue = slots.find(({ taskQueue }) => taskQueue === activity.taskQueue);
      const excess = queue?.unaccountedOn.get(activity.workerIdentity ?? '');
      const isCompared = excess !== undefined && workers.hasReportedTwiceSince(activity, knownSince);
      const isOver = isCompared && excess === 0;
      const { kind } = workers.stateOf(activity, now);
      const isAway = kind === 'stopped' || (kind === 'unknown' && now - knownSince > unknownAtMostMs);
      if (isOver || isAway) this.delete(key);
      else this.byAttempt.set(key, { suspect, knownSince, isHeard: kind === 'reporting', isCompared });
    }
  }

  /** Notes until when slots show that its code ran. */
  private noteHeld(slots: readonly QueueSlots[], workers: Workers, now: Millis): void {
    for (const suspect of this.shown(slots)) {
      const key = attemptOf(suspect);
      const entry = this.byAttempt.get(key);
      const { givenUpAt, heldUntil = givenUpAt } = suspect;
      const reportedAt = workers.reportedAt(suspect.activity, now) ?? heldUntil;
      if (entry === undefined || reportedAt <= heldUntil) continue;
      this.byAttempt.set(key, { ...entry, suspect: { ...suspect, heldUntil: reportedAt } });
      this.unsaved.changedSlightly(key, performance.now());
    }
  }

  /** Those of which it is not known yet whether their code still runs: given up minutes ago, and not compared with slots since. */
  undecided(slots: readonly QueueSlots[], now: Millis): Suspect[] {
    const shown = new Set(this.shown(slots));
    return [...this.byAttempt.values()].flatMap(({ suspect, isHeard = false, isCompared = false }) => {
      const forMs = isHeard ? undecidedAtMostMs : undecidedUnheardMs;
      return isCompared || now - suspect.givenUpAt > forMs || shown.has(suspect) ? [] : [suspect];
    });
  }

  /** Longest first, of each worker at most as many as it has unaccounted slots for the task queue. */
  shown(slots: readonly QueueSlots[]): Suspect[] {
    const left = new Map<string, number>();
    for (const { taskQueue, unaccounted, unaccountedOn } of slots)
      if (unaccounted !== undefined)
        for (const [identity, excess = 0] of unaccountedOn) left.set(placeOf(taskQueue, identity), excess);
    return this.values()
      .sort((a, b) => a.givenUpAt - b.givenUpAt)
      .filter(({ activity }) => {
        const place = placeOf(activity.taskQueue, activity.workerIdentity);
        const more = left.get(place) ?? 0;
        left.set(place, more - 1);
        return more > 0;
      });
  }
}

/** Names the attempt within its namespace, as JSON. */
export function attemptOf({ workflowId, runId, activity }: Suspect): string {
  return JSON.stringify([workflowId, runId, activity.activityId, activity.attemptStartedAt]);
}

function placeOf(taskQueue: string, workerIdentity: string | undefined): string {
  return JSON.stringify([taskQueue, workerIdentity]);
}
