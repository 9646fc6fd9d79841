import type { Activity, Millis } from '../model/activity/activity.js';
import type { Suspect } from '../model/execution/suspect.js';
import type { QueueSlots } from '../model/workers/slots.js';
import type { Worker } from '../model/workers/worker.js';
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
  /** Once, both reports that were compared with what the server counts were from after it was given up. */
  isCompared?: boolean;
  /** The last comparison in this process found it to hold a slot, which no report has shown to be free since. */
  isHeld?: boolean;
  /** How many such slots there are at most on its worker, by its last reports; absent: not known. */
  heldAtMost?: number | undefined;
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

  /**
   * Forgets those whose worker stopped reporting or is not known for a day, or holds no such slot by two reports that it
   * made since. One that holds a slot keeps it without a comparison, as while its worker shuts down, until that worker
   * uses none or is silent.
   */
  review(slots: readonly QueueSlots[], workers: Workers, now: Millis): void {
    this.noteHeld(slots, workers, now);
    const used = usedSlots(workers.reporting(now));
    for (const [key, { isHeld = false, ...entry }] of this.byAttempt) {
      const { suspect, knownSince = now } = entry;
      const { activity } = suspect;
      const queue = slots.find(({ taskQueue }) => taskQueue === activity.taskQueue);
      const excess = queue?.unaccountedOn.get(activity.workerIdentity ?? '');
      const heldAtMost = excess ?? used.get(placeOf(activity));
      const isComparedNow = excess !== undefined && workers.hasReportedTwiceSince(activity, knownSince);
      const isOver = (isComparedNow || (isHeld && excess === undefined)) && heldAtMost === 0;
      const { kind } = workers.stateOf(activity, now);
      const isUnknownTooLong = (isHeld && excess === undefined) || now - knownSince > unknownAtMostMs;
      const isAway = kind === 'stopped' || (kind === 'unknown' && isUnknownTooLong);
      const isCompared = isComparedNow || entry.isCompared === true;
      const isHeard = kind === 'reporting';
      if (isOver || isAway) this.delete(key);
      else this.byAttempt.set(key, { suspect, knownSince, isHeard, isCompared, isHeld, heldAtMost });
    }
  }

  /** Notes which of them hold a slot, and until when slots show that their code ran. */
  private noteHeld(slots: readonly QueueSlots[], workers: Workers, now: Millis): void {
    const compared = comparedSlots(slots);
    const shown = new Set(this.shown(slots));
    for (const [key, entry] of this.byAttempt) {
      const { suspect } = entry;
      if (!compared.has(placeOf(suspect.activity))) continue;
      const { givenUpAt, heldUntil = givenUpAt } = suspect;
      const reportedAt = workers.reportedAt(suspect.activity, now) ?? heldUntil;
      const isLater = shown.has(suspect) && reportedAt > heldUntil;
      const noted = isLater ? { ...suspect, heldUntil: reportedAt } : suspect;
      const isHeld = shown.has(suspect) && noted.heldUntil !== undefined;
      this.byAttempt.set(key, { ...entry, suspect: noted, isHeld });
      if (isLater) this.unsaved.changedSlightly(key, performance.now());
    }
  }

  /** Those of which it is not known yet whether their code still runs: given up minutes ago, and not compared with slots since. */
  undecided(slots: readonly QueueSlots[], now: Millis): Suspect[] {
    const shown = new Set(this.shown(slots));
    return [...this.byAttempt.values()].flatMap(({ suspect, isHeard = false, isCompared = false, isHeld = false }) => {
      const forMs = isHeard ? undecidedAtMostMs : undecidedUnheardMs;
      return isCompared || isHeld || now - suspect.givenUpAt > forMs || shown.has(suspect) ? [] : [suspect];
    });
  }

  /** Longest first, of each worker at most as many as it has unaccounted slots for the task queue; where that is not known now, those that held one. */
  shown(slots: readonly QueueSlots[]): Suspect[] {
    const compared = comparedSlots(slots);
    const left = new Map(compared);
    return [...this.byAttempt.values()]
      .sort((a, b) => a.suspect.givenUpAt - b.suspect.givenUpAt)
      .flatMap(({ suspect, isHeld = false, heldAtMost = Number.POSITIVE_INFINITY }) => {
        const place = placeOf(suspect.activity);
        if (!isHeld && !compared.has(place)) return [];
        const more = left.get(place) ?? heldAtMost;
        left.set(place, more - 1);
        return more > 0 ? [suspect] : [];
      });
  }
}

/** How many unaccounted slots each worker has for a task queue, where that is known of all its workers. */
function comparedSlots(slots: readonly QueueSlots[]): Map<string, number> {
  const compared = new Map<string, number>();
  for (const { taskQueue, unaccounted, unaccountedOn } of slots)
    if (unaccounted !== undefined)
      for (const [workerIdentity, excess = 0] of unaccountedOn)
        compared.set(placeOf({ taskQueue, workerIdentity }), excess);
  return compared;
}

/** How many slots each worker uses for a task queue by its last report; infinite: it said nothing of slots. */
function usedSlots(workers: readonly Worker[]): Map<string, number> {
  const used = new Map<string, number>();
  for (const { report } of workers) {
    const place = placeOf({ taskQueue: report.taskQueue, workerIdentity: report.identity });
    used.set(place, (used.get(place) ?? 0) + (report.slots?.used ?? Number.POSITIVE_INFINITY));
  }
  return used;
}

/** Names the attempt within its namespace, as JSON. */
export function attemptOf({ workflowId, runId, activity }: Suspect): string {
  return JSON.stringify([workflowId, runId, activity.activityId, activity.attemptStartedAt]);
}

function placeOf({ taskQueue, workerIdentity }: Pick<Activity, 'taskQueue' | 'workerIdentity'>): string {
  return JSON.stringify([taskQueue, workerIdentity]);
}
