import type { Millis } from '../activity/activity.js';

/** The ways to learn of a worker: `heartbeat` is the report that an SDK sends by itself. */
export type WorkerReportKind = 'heartbeat';

/** What one worker said of itself, by its own clock. */
export type WorkerReport = Readonly<{
  instanceKey: string;
  identity: string;
  taskQueue: string;
  reportedAt: Millis;
  /** Gap between its last two reports; absent after the first. */
  periodMs?: number;
  startedAt?: Millis;
  isShuttingDown: boolean;
  /** It said that it has shut down. */
  hasEnded?: true;
  /** It has never polled for activities. */
  runsNoActivities?: true;
  /** Absent where the worker said nothing of slots for activities, or runs none. */
  slots?: Slots;
}>;

/**
 * `free` is absent where the slots have no fixed number; `completedInPeriod`, between the last two reports, where it is
 * none or not said.
 */
export type Slots = Readonly<{ used: number; free?: number; completed: number; completedInPeriod?: number }>;

/** A worker and its last two reports; instants are by our clock, when each report was first read. */
export type Worker = Readonly<{
  report: WorkerReport;
  /** By its own clock, but not after its first report was read. */
  startedAt?: Millis;
  seenAt: Millis;
  silence: Silence;
  /** The poll before: the report was made after it. */
  notBefore?: Millis;
  before?: Readonly<{ report: WorkerReport; seenAt: Millis; notBefore?: Millis }>;
  /** Gaps between its last reports while it did not shut down, at most two: a single one may be short by chance. */
  periodsMs: readonly number[];
  /** How many reports it has made since it said that it shuts down. */
  reportsWhileShuttingDown: number;
}>;

/**
 * Where the silence of a worker begins: with its last report, or after a gap in the polls; in which poll that was, and how
 * many gaps there were since that report.
 */
export type Silence = Readonly<{ since: Millis; poll: number; gaps: number }>;

/** How far the reports of workers have been read. */
export type Heard = Readonly<{ until: Millis; polls: number }>;

export const usualPeriodMs = 60_000;
const shortestPeriodMs = 1_000;
export const silentPeriods = 2;
/** A single poll may find old reports because the server, or we, stood still until just then. */
const silentPolls = 2;
/** Where every poll comes after a gap, silence would never be long enough. */
const gapsAtMost = 3;
export const pollAtLeastEveryMs = 30_000;
const pollAtMostEveryMs = 5_000;
/** Reports reach the server, and polls us, with some delay. */
export const slackMs = 2_000;
/** A worker reports its start by its own clock, which may differ from the server's. */
export const startSlackMs = 5_000;
/** A worker that keeps reporting while it shuts down does so on its usual schedule. */
const provesReporting = 2;

export function withReport(
  known: Worker | undefined,
  report: WorkerReport,
  seenAt: Millis,
  seenInPoll: number,
  notBefore: Millis | undefined,
): Worker {
  const isRegular = !report.isShuttingDown && report.periodMs !== undefined;
  const periodsMs = known?.periodsMs ?? [];
  const startedAt =
    known?.startedAt ?? (report.startedAt === undefined ? undefined : Math.min(report.startedAt, seenAt));
  return {
    report,
    ...(startedAt === undefined ? {} : { startedAt }),
    seenAt,
    silence: { since: seenAt, poll: seenInPoll, gaps: 0 },
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(known === undefined ? {} : { before: earlierOf(known) }),
    periodsMs: isRegular ? [...periodsMs, report.periodMs ?? usualPeriodMs].slice(-2) : periodsMs,
    reportsWhileShuttingDown: report.isShuttingDown ? (known?.reportsWhileShuttingDown ?? 0) + 1 : 0,
  };
}

/** A gap in the polls says nothing of a worker: its silence begins after it. */
export function afterGap(worker: Worker, since: Millis, poll: number): Worker {
  const gaps = worker.silence.gaps + 1;
  return gaps > gapsAtMost ? worker : { ...worker, silence: { since, poll, gaps } };
}

/** No new report for over two of its periods, nor in two polls. */
function isSilent(worker: Worker, heard: Heard): boolean {
  const { since, poll } = worker.silence;
  const isOverdue = heard.until - since > silentPeriods * periodOf(worker) + slackMs;
  return isOverdue && heard.polls - poll >= silentPolls;
}

export function isReporting(worker: Worker, heard: Heard): boolean {
  return !worker.report.hasEnded && !isSilent(worker, heard);
}

/**
 * It is known to have ended. One that said it shuts down may wait for its activities as long as their timeouts allow: its
 * silence means something only once it was seen to keep reporting meanwhile.
 */
export function hasStopped(worker: Worker, heard: Heard): boolean {
  if (worker.report.hasEnded) return true;
  const isTelling = !worker.report.isShuttingDown || worker.reportsWhileShuttingDown >= provesReporting;
  return isTelling && isSilent(worker, heard);
}

/** The usual one, unless two regular reports show another, or one a longer one. */
export function periodOf({ periodsMs }: Worker): number {
  return Math.max(periodsMs.length < 2 ? usualPeriodMs : shortestPeriodMs, ...periodsMs);
}

export function pollEveryMsFor({ report, periodsMs }: Worker): number {
  const periodMs = Math.max(periodsMs.at(-1) ?? report.periodMs ?? usualPeriodMs, shortestPeriodMs);
  return Math.max(pollAtMostEveryMs, periodMs);
}

/** The worker's own word for when it reported, within what our polls allow. */
export function lastReportAt({ report, seenAt, notBefore }: Worker): Millis {
  return Math.min(seenAt, Math.max(report.reportedAt, notBefore ?? report.reportedAt));
}

function earlierOf({ report, seenAt, notBefore }: Worker): NonNullable<Worker['before']> {
  return notBefore === undefined ? { report, seenAt } : { report, seenAt, notBefore };
}
