import { forcedEndAt, type Millis } from '../activity/activity.js';
import { confirmedForMs } from '../activity/confirmed.js';
import { cannotHear, heartbeatOfThisAttempt, isStale, silence } from '../activity/heartbeat.js';
import { mayStillRun, type Orphan } from '../activity/orphan.js';
import type { Limits, Reason } from '../activity/reason.js';
import type { Attempt } from '../execution/execution.js';
import { isStalled } from '../execution/stalled.js';
import { Ages } from './ages.js';

type Cancelled = { count: number; readonly ages: Ages };

/** What is measured of running activities and orphans: it holds until `validUntil`, or until they change. */
export class GroupSummary {
  readonly cancelled = new Map<Reason, Cancelled>();
  lost = 0;
  unreachable = 0;
  stale = 0;
  stalled = 0;
  orphaned = 0;
  silence: Ages | undefined;
  usedRatio: number | undefined;
  validUntil: Millis = Number.POSITIVE_INFINITY;
  /** Of the unreachable ones: how many the server would end, and the sum of these instants that are still to come. */
  private withEnd = 0;
  private endsToCome = 0;
  private endsSum = 0;

  constructor(
    readonly takenAt: Millis,
    private readonly limits: Limits,
  ) {}

  isValidAt(now: Millis): boolean {
    return now >= this.takenAt && now < this.validUntil;
  }

  /** What cancelling the unreachable ones now could waste; undefined where nothing would end any of them. */
  exposureMs(now: Millis): number | undefined {
    return this.withEnd === 0 ? undefined : this.endsSum - this.endsToCome * now;
  }

  /** Adds what is measured of others of the same label set. */
  addAll(other: GroupSummary): void {
    for (const [reason, { count, ages }] of other.cancelled) {
      const ofReason = this.ofReason(reason);
      ofReason.count += count;
      ofReason.ages.addAll(ages);
    }
    this.lost += other.lost;
    this.unreachable += other.unreachable;
    this.stale += other.stale;
    this.stalled += other.stalled;
    this.orphaned += other.orphaned;
    if (other.silence !== undefined) this.silenceAges().addAll(other.silence);
    if (other.usedRatio !== undefined) this.usedRatio = Math.max(this.usedRatio ?? 0, other.usedRatio);
    this.withEnd += other.withEnd;
    this.endsToCome += other.endsToCome;
    this.endsSum += other.endsSum;
    this.validFor(other.validUntil);
  }

  addOrphan(orphan: Orphan): void {
    if (!mayStillRun(orphan, this.takenAt)) return;
    this.orphaned += 1;
    this.validFor(orphan.allowedUntil);
  }

  addAttempt(attempt: Attempt): void {
    const { activity, episode, seenAt } = attempt;
    const confirmedUntil = seenAt + confirmedForMs;
    if (episode !== undefined) {
      const ofReason = this.ofReason(episode.reason);
      ofReason.count += 1;
      this.validFor(ofReason.ages.add(episode.requestedAt, confirmedUntil, this.takenAt));
    }
    if (attempt.lost !== undefined) this.lost += 1;
    if (cannotHear(activity)) {
      this.addUnreachable(forcedEndAt(activity));
      return;
    }
    // Whether it should heartbeat is not known.
    if (activity.optionsUnknown) return;
    const heardAt = heartbeatOfThisAttempt(activity) ?? activity.attemptStartedAt;
    this.validFor(this.silenceAges().add(heardAt, confirmedUntil, this.takenAt));
    // Judged as of the description: a heartbeat may have come since.
    if (activity.heartbeatTimeoutMs !== undefined)
      this.usedRatio = Math.max(this.usedRatio ?? 0, silence(activity, seenAt) / activity.heartbeatTimeoutMs);
    if (isStale(activity, seenAt, this.limits)) this.stale += 1;
    if (isStalled(attempt, this.limits)) this.stalled += 1;
  }

  private ofReason(reason: Reason): Cancelled {
    const known = this.cancelled.get(reason) ?? { count: 0, ages: new Ages() };
    this.cancelled.set(reason, known);
    return known;
  }

  private silenceAges(): Ages {
    this.silence ??= new Ages();
    return this.silence;
  }

  private addUnreachable(endAt: Millis | undefined): void {
    this.unreachable += 1;
    if (endAt === undefined) return;
    this.withEnd += 1;
    if (endAt <= this.takenAt) return;
    this.endsToCome += 1;
    this.endsSum += endAt;
    this.validFor(endAt);
  }

  private validFor(until: Millis): void {
    this.validUntil = Math.min(this.validUntil, until);
  }
}
