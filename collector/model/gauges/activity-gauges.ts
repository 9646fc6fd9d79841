import { labelsOf, metricLabels } from '../account/labels.js';
import type { GroupQueue } from '../account/queue-groups.js';
import type { AnyLabels } from '../account/series.js';
import type { Activity } from '../activity/activity.js';
import type { Limits } from '../activity/reason.js';
import type { Attempt, Execution } from '../execution/execution.js';
import { ActivityGroup, type GroupLabels, groupKeyOf } from './activity-group.js';
import { PhaseGauges } from './phase-gauges.js';

/** What is measured of executions, kept up as they change: a scrape reads it without a walk over all of them. */
export class ActivityGauges {
  readonly phases = new PhaseGauges();
  /** Pending activities of open executions whose heartbeat details are encrypted. */
  encryptedDetails = 0;
  /** Those whose options the server does not tell. */
  unknownOptions = 0;
  private readonly groups = new Map<string, ActivityGroup>();
  /** Those whose cancellation was requested, of open executions. */
  private readonly cancelledAttempts = new Map<Attempt, Execution>();

  /** @param groupQueue how task queues are named in labels */
  constructor(
    private readonly limits: Limits,
    private readonly groupQueue: GroupQueue = (taskQueue) => taskQueue,
  ) {}

  /** An execution has taken the place of what was known of it; undefined: it was not followed, or is no longer. */
  replace(before: Execution | undefined, after: Execution | undefined): void {
    this.phases.replace(before, after);
    const left = new Set<ActivityGroup>();
    if (before !== undefined) this.change(before, -1, left);
    if (after !== undefined) this.change(after, 1);
    for (const group of left) if (group.isEmpty) this.groups.delete(group.key);
  }

  /** Label sets that have something to say. */
  labelSets(): Iterable<ActivityGroup> {
    return this.groups.values();
  }

  /** Whether any activity with these labels is there now; further labels do not matter. */
  has(labels: AnyLabels): boolean {
    return this.groups.has(groupKeyOf(labels));
  }

  cancelled(): ReadonlyMap<Attempt, Execution> {
    return this.cancelledAttempts;
  }

  /** @param touched takes the label sets that it has changed */
  private change(execution: Execution, by: 1 | -1, touched?: Set<ActivityGroup>): void {
    let last: { activity: Activity; group: ActivityGroup } | undefined;
    // A workflow with thousands of activities mostly has them in the same label set.
    const groupOf = (activity: Activity) => {
      if (last !== undefined && hasSameLabels(last.activity, activity)) return last.group;
      last = { activity, group: this.groupOf(execution, activity) };
      touched?.add(last.group);
      return last.group;
    };
    for (const orphan of execution.orphans) groupOf(orphan.activity).change(orphan, by);
    if (execution.closedAt !== undefined || execution.describedAt === undefined) return;

    for (const activity of execution.activities) {
      groupOf(activity).count(activity.state, by);
      if (activity.detailsEncrypted) this.encryptedDetails += by;
      if (activity.optionsUnknown) this.unknownOptions += by;
    }
    for (const attempt of execution.attempts.values()) {
      groupOf(attempt.activity).change(attempt, by);
      if (attempt.episode === undefined) continue;
      if (by === 1) this.cancelledAttempts.set(attempt, execution);
      else this.cancelledAttempts.delete(attempt);
    }
  }

  private groupOf(execution: Execution, activity: Activity): ActivityGroup {
    const labels = this.labelsOf(execution, activity);
    const key = groupKeyOf(labels);
    const group = this.groups.get(key) ?? new ActivityGroup(key, labels, this.limits);
    this.groups.set(key, group);
    return group;
  }

  private labelsOf(execution: Execution, activity: Activity): GroupLabels {
    const labels = labelsOf(execution, activity);
    return metricLabels({ ...labels, taskQueue: this.groupQueue(labels.taskQueue) });
  }
}

function hasSameLabels(a: Activity, b: Activity): boolean {
  return a.activityType === b.activityType && a.taskQueue === b.taskQueue;
}
