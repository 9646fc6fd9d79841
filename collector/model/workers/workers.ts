import type { Activity, Millis } from '../activity/activity.js';
import { allHoldersOf, holdersOf, namesOf } from './holders.js';
import { groupBy, placeOf } from './places.js';
import type { RunsByPlace } from './runs-by-place.js';
import { type KnownRun, newestReport, type ShownIn, showsAll } from './shown.js';
import {
  afterGap,
  type Heard,
  hasStopped,
  isReporting,
  lastReportAt,
  periodOf,
  pollAtLeastEveryMs,
  pollEveryMsFor,
  slackMs,
  type Worker,
  type WorkerReport,
  withReport,
} from './worker.js';

/** What is known of the worker that an activity runs on. */
export type WorkerState =
  | Readonly<{ kind: 'unknown' | 'reporting' }>
  /**
   * Its last report showed the activity in its slots, and then it stopped reporting; until `silentUntil` at least there
   * was no further report.
   */
  | Readonly<{ kind: 'stopped'; lastReportAt: Millis; silentUntil: Millis }>;

/** While something runs that could be lost, so that a lost worker is known within two and a half minutes. */
const pollBusyEveryMs = 10_000;
const rememberMs = 24 * 3_600_000;

type RunningOn = Pick<Activity, 'workerIdentity' | 'taskQueue' | 'attemptStartedAt'>;

/** What workers have reported, across polls. A worker that leaves the server's list is remembered. */
export class Workers {
  private readonly byInstance = new Map<string, Worker>();
  /** The same by place; undefined once one of them has changed. */
  private grouped: ReadonlyMap<string, readonly Worker[]> | undefined;
  private lastPollAt: Millis | undefined;
  private polls = 0;
  /** Of workers that hold the same attempts and have stopped: whether their last reports showed all of these in a slot. */
  private showedAll: ReadonlyMap<string, boolean> = new Map();
  private hasRuns = false;

  /** When to ask again: often enough for the shortest period in use, but between 5 and 30 s. */
  pollEveryMs(now: Millis): number {
    const slowest = this.hasRuns ? pollBusyEveryMs : pollAtLeastEveryMs;
    return this.reporting(now).reduce((least, worker) => Math.min(least, pollEveryMsFor(worker)), slowest);
  }

  /** Takes over the answer to a poll: reports made before `askedAt` are in it, and none made after `now`. */
  update(reports: readonly WorkerReport[], now: Millis, askedAt = now): void {
    this.grouped = undefined;
    this.polls += 1;
    this.beginAfterGap(now, askedAt);
    for (const report of reports) {
      const known = this.byInstance.get(report.instanceKey);
      if (known !== undefined && known.report.reportedAt === report.reportedAt) continue;
      this.byInstance.set(report.instanceKey, withReport(known, report, now, this.polls, this.lastPollAt));
    }
    this.lastPollAt = askedAt;
    for (const [key, worker] of this.byInstance) if (now - worker.seenAt > rememberMs) this.byInstance.delete(key);
  }

  /**
   * A gap in our polls, as while the server stood still, in which a worker should have reported says nothing of its
   * silence: it starts from now. Silence that was complete before the gap stays known.
   */
  private beginAfterGap(now: Millis, askedAt: Millis): void {
    if (this.lastPollAt === undefined) return;
    const gapMs = askedAt - this.lastPollAt;
    const usualGapMs = 2 * this.pollEveryMs(this.lastPollAt);
    const heard = { until: this.lastPollAt, polls: this.polls - 1 };
    for (const [key, worker] of this.byInstance)
      if (gapMs > Math.max(usualGapMs, periodOf(worker)) + slackMs && isReporting(worker, heard))
        this.byInstance.set(key, afterGap(worker, now, this.polls));
  }

  /** For a scan, which reads them at `now`: takes the reports to be as old, and as regular, as the workers themselves say. */
  accept(reports: readonly WorkerReport[], now: Millis): void {
    this.grouped = undefined;
    for (const report of reports) {
      const known = this.byInstance.get(report.instanceKey);
      if (known?.report.reportedAt === report.reportedAt) continue;
      const worker = withReport(known, report, report.reportedAt, Number.NEGATIVE_INFINITY, this.lastPollAt);
      this.byInstance.set(report.instanceKey, { ...worker, periodsMs: [...worker.periodsMs, ...worker.periodsMs] });
    }
    this.lastPollAt = now;
  }

  /**
   * Compares the last reports of workers that have stopped with the attempts that they should hold: an activity that
   * completes asynchronously holds no slot, and does not depend on its worker.
   */
  compareWith(runs: RunsByPlace, now: Millis): void {
    this.hasRuns = runs.hasRunning;
    const isHeard = this.isHeardAt(now);
    const showedAll = new Map<string, boolean>();
    for (const there of this.byPlace.values())
      for (const holders of allHoldersOf(there, isHeard)) {
        if (holders.some(isHeard)) continue;
        const names = namesOf(holders);
        showedAll.set(names, this.showedAll.get(names) ?? showsAll(holders, runsOf(holders, runs)));
      }
    this.showedAll = showedAll;
  }

  /** Workers that have not stopped reporting. */
  reporting(now: Millis): Worker[] {
    return [...this.byInstance.values()].filter(this.isHeardAt(now));
  }

  stateOf(activity: RunningOn, now: Millis): WorkerState {
    const isShown = (workers: readonly Worker[]) =>
      this.showedAll.get(namesOf(workers)) ?? workers.some(({ report }) => report.slots?.used);
    return this.judge(activity, now, (workers) => (isShown(workers) ? newestReport(workers).lastReportAt : undefined));
  }

  /** The same of an attempt of which it is known from an earlier run which report showed it. */
  stateOfShown(activity: RunningOn, shownIn: ShownIn | undefined, now: Millis): WorkerState {
    return this.judge(activity, now, (workers) =>
      newestReport(workers).reportedAt === shownIn?.reportedAt ? shownIn.lastReportAt : undefined,
    );
  }

  /** For any number of attempts: the last report of an attempt's worker, where it shows every attempt there in a slot. */
  lastReportsShowing(runs: RunsByPlace): (activity: RunningOn) => ShownIn | undefined {
    const known = new Map<string, ShownIn | undefined>();
    return (activity) => {
      const workers = this.workersOf(activity, Number.POSITIVE_INFINITY);
      const names = namesOf(workers);
      if (!known.has(names))
        known.set(names, showsAll(workers, runsOf(workers, runs)) ? newestReport(workers) : undefined);
      return known.get(names);
    };
  }

  private get byPlace(): ReadonlyMap<string, readonly Worker[]> {
    this.grouped ??= groupBy(this.byInstance.values(), ({ report }) => placeOf(report));
    return this.grouped;
  }

  /** @param shownAt when the last report was made, if it showed the attempt in a slot */
  private judge(
    activity: RunningOn,
    now: Millis,
    shownAt: (workers: readonly Worker[]) => Millis | undefined,
  ): WorkerState {
    const workers = this.workersOf(activity, now);
    if (workers.length === 0) return { kind: 'unknown' };
    const heard = this.heard(now);
    if (workers.some((worker) => isReporting(worker, heard))) return { kind: 'reporting' };
    const reportedAt = shownAt(workers);
    const isShown = reportedAt !== undefined && (activity.attemptStartedAt ?? now) <= reportedAt;
    // Silent after it said that it shuts down, or without a report of the activity: whether it is lost is not known.
    if (!isShown || !workers.every((worker) => hasStopped(worker, heard))) return { kind: 'unknown' };
    return { kind: 'stopped', lastReportAt: reportedAt, silentUntil: this.lastPollAt ?? reportedAt };
  }

  private workersOf(activity: RunningOn, now: Millis): readonly Worker[] {
    const there = this.byPlace.get(placeOfRun(activity)) ?? [];
    return holdersOf(there, activity.attemptStartedAt ?? Number.POSITIVE_INFINITY, this.isHeardAt(now));
  }

  /** Both reports that are compared with what the server counts were made after `instant`. */
  hasReportedTwiceSince(activity: Pick<Activity, 'workerIdentity' | 'taskQueue'>, instant: Millis): boolean {
    const there = this.byPlace.get(placeOfRun(activity)) ?? [];
    return there.some(({ before }) => (before?.notBefore ?? 0) >= instant);
  }

  /** The last reports of those of its workers that still report are from this instant or later. */
  reportedAt(activity: Pick<Activity, 'workerIdentity' | 'taskQueue'>, now: Millis): Millis | undefined {
    const there = (this.byPlace.get(placeOfRun(activity)) ?? []).filter(this.isHeardAt(now));
    return there.length === 0 ? undefined : Math.min(...there.map(lastReportAt));
  }

  private isHeardAt(now: Millis): (worker: Worker) => boolean {
    const heard = this.heard(now);
    return (worker) => isReporting(worker, heard);
  }

  /** Silent as far as it was listened to: without a poll, as in an outage, none is. */
  private heard(now: Millis): Heard {
    return { until: Math.min(now, this.lastPollAt ?? now), polls: this.polls };
  }
}

function placeOfRun({ workerIdentity = '', taskQueue }: Pick<Activity, 'workerIdentity' | 'taskQueue'>): string {
  return placeOf({ identity: workerIdentity, taskQueue });
}

/** @param workers all of one place */
function runsOf([first]: readonly Worker[], runs: RunsByPlace): readonly KnownRun[] | undefined {
  return first && runs.at(first.report);
}
