import { activityLabels, type LabelsOf } from '../../metrics/definitions.js';
import type { AnyLabels } from '../account/series.js';
import type { ActivityState, Millis } from '../activity/activity.js';
import type { Orphan } from '../activity/orphan.js';
import type { Limits, Reason } from '../activity/reason.js';
import type { Attempt } from '../execution/execution.js';
import { AttemptSlots } from './attempt-slots.js';
import { GroupSummary } from './group-summary.js';
import type { Measure } from './measure.js';

export type GroupLabels = LabelsOf<'stale'>;

/** The activities of one label set. Its label objects stay the same, so that their text is made once. */
export class ActivityGroup {
  private readonly states = new Map<ActivityState, { labels: LabelsOf<'activities'>; count: number }>();
  private readonly reasonLabels = new Map<Reason, LabelsOf<'cancelRequested'>>();
  private readonly attempts = new AttemptSlots();
  private readonly orphans = new Set<Orphan>();
  private summary: GroupSummary | undefined;

  constructor(
    readonly key: string,
    private readonly labels: GroupLabels,
    private readonly limits: Limits,
  ) {}

  get isEmpty(): boolean {
    return this.states.size === 0 && this.attempts.isEmpty && this.orphans.size === 0;
  }

  count(state: ActivityState, change: 1 | -1): void {
    const known = this.states.get(state) ?? { labels: { ...this.labels, state }, count: 0 };
    known.count += change;
    if (known.count > 0) this.states.set(state, known);
    else this.states.delete(state);
  }

  change(member: Attempt | Orphan, by: 1 | -1): void {
    this.summary = undefined;
    if ('seenAt' in member) this.attempts.change(member, by);
    else if (by === 1) this.orphans.add(member);
    else this.orphans.delete(member);
  }

  /** Reports every value. @param cancelsArePushed the server reaches activities without heartbeats too */
  report(now: Millis, cancelsArePushed: boolean, report: Measure): void {
    for (const { labels, count } of this.states.values()) report('activities', labels, count);
    const summary = this.summaryAt(now);
    const { labels } = this;
    for (const [reason, { count, ages }] of summary.cancelled) {
      const ofReason = this.labelsOf(reason);
      report('cancelRequested', ofReason, count);
      report('cancelRequestedOldest', ofReason, ages.oldestMs(now) / 1000);
    }
    if (summary.orphaned > 0) report('orphaned', labels, summary.orphaned);
    if (summary.lost > 0) report('lost', labels, summary.lost);
    if (!cancelsArePushed) this.reportUnreachable(summary, now, report);
    if (summary.silence !== undefined) report('heartbeatOldest', labels, summary.silence.oldestMs(now) / 1000);
    if (summary.usedRatio !== undefined) report('heartbeatTimeoutUsed', labels, summary.usedRatio);
    if (summary.stale > 0) report('stale', labels, summary.stale);
    if (summary.stalled > 0) report('stalled', labels, summary.stalled);
  }

  private reportUnreachable(summary: GroupSummary, now: Millis, report: Measure): void {
    if (summary.unreachable > 0) report('unreachable', this.labels, summary.unreachable);
    const exposureMs = summary.exposureMs(now);
    if (exposureMs !== undefined) report('unreachableExposure', this.labels, exposureMs / 1000);
  }

  private summaryAt(now: Millis): GroupSummary {
    if (this.summary?.isValidAt(now)) return this.summary;
    const summary = new GroupSummary(now, this.limits);
    this.attempts.addTo(summary, now, this.limits);
    for (const orphan of this.orphans) summary.addOrphan(orphan);
    this.summary = summary;
    return summary;
  }

  private labelsOf(reason: Reason): LabelsOf<'cancelRequested'> {
    const labels = this.reasonLabels.get(reason) ?? { ...this.labels, reason };
    this.reasonLabels.set(reason, labels);
    return labels;
  }
}

/** Lengths keep values apart that read alike when joined. */
export function groupKeyOf(labels: AnyLabels): string {
  let key = '';
  for (const name of activityLabels) {
    const value = labels[name] ?? '';
    key += `${value.length}:${value}`;
  }
  return key;
}
