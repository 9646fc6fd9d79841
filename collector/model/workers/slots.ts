import type { Millis } from '../activity/activity.js';
import type { Worker } from './workers.js';

/** An attempt that the server counts, or until `goneAt` counted, as running on a worker. */
export type KnownRun = Readonly<{ workerIdentity: string; taskQueue: string; startedAt: Millis; goneAt?: Millis }>;

/** Slots of one task queue. */
export type QueueSlots = Readonly<{
  taskQueue: string;
  used: number;
  free: number;
  /** Slots that hold code which the server no longer counts; absent where the evidence does not allow a number. */
  unaccounted?: number;
  /** The same by worker identity. */
  unaccountedOn: ReadonlyMap<string, number | undefined>;
}>;

/**
 * Adds up the workers' slots per task queue, and finds those held by code that the server has given up on: held at both
 * of a worker's last two reports, without an attempt that the server counted as running there meanwhile.
 *
 * @param workers those that still report
 * @param runs running attempts, and those that are gone since a few minutes
 * @param observedSince every execution has been looked at since this instant
 */
export function slotsByQueue(
  workers: readonly Worker[],
  runs: readonly KnownRun[],
  observedSince: Millis,
): QueueSlots[] {
  const queues = new Map<string, Worker[]>();
  for (const worker of workers) {
    if (worker.report.slots === undefined || worker.report.isShuttingDown) continue;
    const { taskQueue } = worker.report;
    queues.set(taskQueue, [...(queues.get(taskQueue) ?? []), worker]);
  }
  return [...queues].map(([taskQueue, ofQueue]) => {
    const used = sum(ofQueue.map(({ report }) => report.slots?.used ?? 0));
    const free = sum(ofQueue.map(({ report }) => report.slots?.free ?? 0));
    const runsOfQueue = runs.filter((run) => run.taskQueue === taskQueue);
    const unaccountedOn = excesses(ofQueue, runsOfQueue, observedSince);
    const slots = { taskQueue, used, free, unaccountedOn };
    return isKnown(unaccountedOn) ? { ...slots, unaccounted: sum([...unaccountedOn.values()]) } : slots;
  });
}

type Excesses = ReadonlyMap<string, number | undefined>;

function isKnown(excesses: Excesses): excesses is ReadonlyMap<string, number> {
  return excesses.size > 0 && [...excesses.values()].every((excess) => excess !== undefined);
}

/** By worker identity; nothing where a run is on a worker that does not report: its slots are not in the sum. */
function excesses(workers: readonly Worker[], runs: readonly KnownRun[], observedSince: Millis): Excesses {
  const identities = new Set(workers.map(({ report }) => report.identity));
  if (runs.some((run) => run.goneAt === undefined && !identities.has(run.workerIdentity))) return new Map();
  return new Map(
    [...identities].map((identity) => {
      const ofIdentity = workers.filter(({ report }) => report.identity === identity);
      const runsThere = runs.filter((run) => run.workerIdentity === identity);
      return [identity, excessOf(ofIdentity, runsThere, observedSince)];
    }),
  );
}

/** Several workers of one process share its identity, and so its runs. */
function excessOf(workers: readonly Worker[], runs: readonly KnownRun[], observedSince: Millis): number | undefined {
  let held = 0;
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
    earlierAfter = Math.min(earlierAfter, before.notBefore ?? before.report.reportedAt, before.seenAt);
    earlierUntil = Math.max(earlierUntil, before.seenAt);
  }
  if (observedSince < earlierUntil) return undefined;
  const accounted = runs.filter(
    ({ startedAt, goneAt = earlierAfter }) => startedAt <= earlierUntil && goneAt >= earlierAfter,
  );
  return Math.max(0, held - accounted.length);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
