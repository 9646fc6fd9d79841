import type { Activity, Millis } from '../activity/activity.js';

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
  /** Absent where the worker said nothing of slots. */
  slots?: Slots;
}>;

export type Slots = Readonly<{ used: number; free: number; completed: number }>;

/** What is known of the worker that an activity runs on. */
export type WorkerState =
  | Readonly<{ kind: 'unknown' | 'reporting' }>
  /** It has reported, and then stopped; until `silentUntil` at least there was no further report. */
  | Readonly<{ kind: 'stopped'; lastReportAt: Millis; silentUntil: Millis }>;

/** A worker and its last two reports; instants are by our clock, when each report was first seen. */
export type Worker = Readonly<{
  report: WorkerReport;
  seenAt: Millis;
  /** The poll before: the report was made after it. */
  notBefore?: Millis;
  before?: Readonly<{ report: WorkerReport; seenAt: Millis; notBefore?: Millis }>;
}>;

export const usualPeriodMs = 60_000;
const shortestPeriodMs = 1_000;
export const silentPeriods = 2;
export const pollAtLeastEveryMs = 30_000;
const pollAtMostEveryMs = 5_000;
/** Reports reach the server, and polls us, with some delay. */
export const slackMs = 2_000;
const rememberMs = 24 * 3_600_000;
/** Two polls further apart than this did not watch what was between them. */
const longestGapMs = 2 * pollAtLeastEveryMs + slackMs;
/** A worker's clock, which tells when it started, may differ from the server's. */
const startSlackMs = 5_000;

type RunningOn = Pick<Activity, 'workerIdentity' | 'taskQueue' | 'attemptStartedAt'>;

/** What workers have reported, across polls. A worker that leaves the server's list is remembered. */
export class Workers {
  private readonly byInstance = new Map<string, Worker>();
  private lastPollAt: Millis | undefined;

  /** When to ask again: often enough for the shortest period in use, but between 5 and 30 s. */
  pollEveryMs(now: Millis): number {
    return Math.min(pollAtLeastEveryMs, ...this.reporting(now).map(({ report }) => pollEveryMsFor(report)));
  }

  /** Takes over the answer to a poll that was made at `now`. */
  update(reports: readonly WorkerReport[], now: Millis): void {
    // After a gap in our own polling nobody's silence is known: every worker gets a new grace.
    if (this.lastPollAt !== undefined && now - this.lastPollAt > longestGapMs)
      for (const [key, worker] of this.byInstance) this.byInstance.set(key, { ...worker, seenAt: now });
    for (const report of reports) {
      const known = this.byInstance.get(report.instanceKey);
      if (known !== undefined && known.report.reportedAt === report.reportedAt) continue;
      this.byInstance.set(report.instanceKey, {
        report,
        seenAt: now,
        ...(this.lastPollAt === undefined ? {} : { notBefore: this.lastPollAt }),
        ...(known === undefined ? {} : { before: earlierOf(known) }),
      });
    }
    this.lastPollAt = now;
    for (const [key, worker] of this.byInstance) if (now - worker.seenAt > rememberMs) this.byInstance.delete(key);
  }

  /** For a single look: takes the reports to be as old as the workers' own clocks say. */
  accept(reports: readonly WorkerReport[]): void {
    for (const report of reports) this.byInstance.set(report.instanceKey, { report, seenAt: report.reportedAt });
  }

  /** Workers that have not stopped reporting. */
  reporting(now: Millis): Worker[] {
    return [...this.byInstance.values()].filter((worker) => !this.hasStopped(worker, now));
  }

  stateOf(activity: RunningOn, now: Millis): WorkerState {
    const { workerIdentity, taskQueue, attemptStartedAt = now } = activity;
    // A container that was restarted in place has the identity of the one before, but not its activities.
    const workers = [...this.byInstance.values()].filter(
      ({ report }) =>
        report.identity === workerIdentity &&
        report.taskQueue === taskQueue &&
        (report.startedAt ?? 0) <= attemptStartedAt + startSlackMs,
    );
    if (workers.length === 0) return { kind: 'unknown' };
    if (workers.some((worker) => !this.hasStopped(worker, now))) return { kind: 'reporting' };
    const reportedAt = Math.max(...workers.map(lastReportAt));
    return { kind: 'stopped', lastReportAt: reportedAt, silentUntil: this.lastPollAt ?? reportedAt };
  }

  /** Both reports that are compared with what the server counts were made after `instant`. */
  hasReportedTwiceSince(
    { workerIdentity, taskQueue }: Pick<Activity, 'workerIdentity' | 'taskQueue'>,
    instant: Millis,
  ) {
    return [...this.byInstance.values()].some(
      ({ report, before }) =>
        report.identity === workerIdentity && report.taskQueue === taskQueue && (before?.notBefore ?? 0) >= instant,
    );
  }

  /** No new report for over two of its periods, or, once it said that it shuts down, for over one. */
  private hasStopped({ report, seenAt }: Worker, now: Millis): boolean {
    const periods = report.isShuttingDown ? 1 : silentPeriods;
    // Silent as far as we have listened: without a poll, as in an outage, nobody is.
    const listenedUntil = Math.min(now, this.lastPollAt ?? now);
    return listenedUntil - seenAt > periods * periodOf(report) + pollEveryMsFor(report) + slackMs;
  }
}

function periodOf({ periodMs = usualPeriodMs }: WorkerReport): number {
  return Math.max(periodMs, shortestPeriodMs);
}

function pollEveryMsFor(report: WorkerReport): number {
  return Math.min(pollAtLeastEveryMs, Math.max(pollAtMostEveryMs, periodOf(report)));
}

function earlierOf({ report, seenAt, notBefore }: Worker): NonNullable<Worker['before']> {
  return notBefore === undefined ? { report, seenAt } : { report, seenAt, notBefore };
}

/** The worker's own word for when it reported, within what our polls allow. */
function lastReportAt({ report, seenAt, notBefore }: Worker): Millis {
  return Math.min(seenAt, Math.max(report.reportedAt, notBefore ?? report.reportedAt));
}
