import type { GroupQueue } from '../account/queue-groups.js';
import type { Millis } from '../activity/activity.js';
import { groupBy, placeOf } from './places.js';
import type { RunsByPlace } from './runs-by-place.js';
import type { KnownRun } from './shown.js';
import { lastReportAt, type Worker } from './worker.js';

/** Slots of one task queue. */
export type QueueSlots = Readonly<{
  taskQueue: string;
  used: number;
  /** Absent where the slots of a worker have no fixed number. */
  free?: number;
  /** Running attempts known to this process that should hold one of the used slots. */
  accounted: number;
  /** Slots that hold code which the server no longer counts; absent where the evidence does not allow a number. */
  unaccounted?: number;
  /** The same by worker identity. */
  unaccountedOn: ReadonlyMap<string, number | undefined>;
  /** The last reports of all its workers are from this instant or later. */
  reportedAt?: Millis;
}>;

/**
 * Adds up the workers' slots per task queue, and finds those held by code that the server has given up on: held at both
 * of a worker's last two reports, without an attempt that the server counted as running there meanwhile.
 *
 * @param workers those that still report
 * @param runs running attempts, and those that are gone since a few minutes
 * @param observedSince every execution has been described since this instant
 */
export function slotsByQueue(workers: readonly Worker[], runs: RunsByPlace, observedSince: Millis): QueueSlots[] {
  const counted = workers.filter(({ report }) => report.slots !== undefined && !report.isShuttingDown);
  const shared = identitiesElsewhere(workers, runs);
  return [...groupBy(counted, ({ report }) => report.taskQueue)].map(([taskQueue, ofQueue]) => {
    const runsOfQueue = runs.ofQueue(taskQueue);
    const unaccountedOn = excesses(ofQueue, runsOfQueue, shared, observedSince);
    const free = freeOf(ofQueue);
    return {
      taskQueue,
      used: sum(ofQueue.map(usedOf)),
      ...(free === undefined ? {} : { free }),
      accounted: accountedOf(ofQueue, runsOfQueue),
      ...(isKnown(unaccountedOn) ? { unaccounted: sum([...unaccountedOn.values()]) } : {}),
      unaccountedOn,
      reportedAt: Math.min(...ofQueue.map(lastReportAt)),
    };
  });
}

/** The same per group of task queues. */
export function groupSlots(slots: readonly QueueSlots[], groupQueue: GroupQueue): QueueSlots[] {
  const groups = new Map<string, QueueSlots>();
  for (const one of slots) {
    const taskQueue = groupQueue(one.taskQueue);
    const known = groups.get(taskQueue);
    groups.set(taskQueue, known === undefined ? { ...one, taskQueue } : addedUp(known, one));
  }
  return [...groups.values()];
}

function addedUp(a: QueueSlots, b: QueueSlots): QueueSlots {
  const { taskQueue } = a;
  const counted = { taskQueue, used: a.used + b.used, accounted: a.accounted + b.accounted };
  return {
    ...counted,
    ...(a.free === undefined || b.free === undefined ? {} : { free: a.free + b.free }),
    ...(a.unaccounted === undefined || b.unaccounted === undefined
      ? {}
      : { unaccounted: a.unaccounted + b.unaccounted }),
    unaccountedOn: new Map([...a.unaccountedOn, ...b.unaccountedOn]),
  };
}

function usedOf({ report }: Worker): number {
  return report.slots?.used ?? 0;
}

function freeOf(workers: readonly Worker[]): number | undefined {
  const free = workers.map(({ report }) => report.slots?.free);
  return free.every((one) => one !== undefined) ? sum(free) : undefined;
}

/** Never more than a worker's used slots: an activity that completes asynchronously runs without one. */
function accountedOf(workers: readonly Worker[], runs: RunsByIdentity): number {
  const running = (identity: string) => (runs.get(identity) ?? []).filter(({ goneAt }) => goneAt === undefined).length;
  return sum(
    [...groupBy(workers, ({ report }) => report.identity)].map(([identity, ofIdentity]) =>
      Math.min(running(identity), sum(ofIdentity.map(usedOf))),
    ),
  );
}

/**
 * Identities that run activities on a task queue for which they do not report, as those of Go's sessions do: their
 * workers overwrite each other's number of used slots.
 */
export function identitiesElsewhere(workers: readonly Worker[], runs: RunsByPlace): ReadonlySet<string> {
  const places = new Set(workers.map(({ report }) => placeOf(report)));
  const identities = new Set(workers.map(({ report }) => report.identity));
  const elsewhere = new Set<string>();
  for (const place of runs.places())
    if (place.taskQueue !== '' && identities.has(place.identity) && !places.has(placeOf(place)))
      elsewhere.add(place.identity);
  return elsewhere;
}

type RunsByIdentity = ReadonlyMap<string, readonly KnownRun[]>;
type Excesses = ReadonlyMap<string, number | undefined>;

function isKnown(excesses: Excesses): excesses is ReadonlyMap<string, number> {
  return excesses.size > 0 && [...excesses.values()].every((excess) => excess !== undefined);
}

/** By worker identity; nothing where a run is on a worker that does not report: its slots are not in the sum. */
function excesses(
  workers: readonly Worker[],
  runs: RunsByIdentity,
  shared: ReadonlySet<string>,
  observedSince: Millis,
): Excesses {
  const identities = groupBy(workers, ({ report }) => report.identity);
  for (const [identity, there] of runs)
    if (!identities.has(identity) && there.some(({ goneAt }) => goneAt === undefined)) return new Map();
  return new Map(
    [...identities].map(([identity, ofIdentity]) => [
      identity,
      shared.has(identity) ? undefined : excessOf(ofIdentity, runs.get(identity) ?? [], observedSince),
    ]),
  );
}

/** Several workers of one process share its identity, and so its runs. */
function excessOf(workers: readonly Worker[], runs: readonly KnownRun[], observedSince: Millis): number | undefined {
  let held = 0;
  let usedEarlier = 0;
  // The worker's clock may be off: its earlier report was made between two of our polls.
  let earlierAfter = Number.POSITIVE_INFINITY;
  let earlierUntil = Number.NEGATIVE_INFINITY;
  for (const { report, before } of workers) {
    const earlier = before?.report.slots;
    const later = report.slots;
    if (before === undefined || earlier === undefined || later === undefined) return undefined;
    // What was used at the earlier report and did not complete since is held by the same code as then.
    const completed = Math.max(0, later.completed - earlier.completed);
    held += Math.max(0, Math.min(later.used, earlier.used - completed));
    usedEarlier += earlier.used;
    earlierAfter = Math.min(earlierAfter, before.notBefore ?? before.report.reportedAt, before.seenAt);
    earlierUntil = Math.max(earlierUntil, before.seenAt);
  }
  if (observedSince < earlierUntil) return undefined;
  // Fewer slots in use at both reports than attempts that ran at both: some complete asynchronously, or another worker of
  // this identity has stopped. How many slots the others should hold is not known.
  const certain = runs.filter(({ startedAt, goneAt }) => startedAt < earlierAfter && goneAt === undefined).length;
  if (certain > usedEarlier && certain > sum(workers.map(usedOf))) return undefined;
  const accounted = runs.filter(
    ({ startedAt, goneAt = earlierAfter }) => startedAt <= earlierUntil && goneAt >= earlierAfter,
  );
  return Math.max(0, held - accounted.length);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
