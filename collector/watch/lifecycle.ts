import type { Millis } from '../model/activity/activity.js';
import type { Limits } from '../model/activity/reason.js';
import { needsHistory, phaseOf } from '../model/execution/execution.js';
import { foldDeletion } from '../model/execution/fold-deletion.js';
import type { Job, Wanted } from '../model/schedule/jobs.js';
import type { Scheduler } from '../model/schedule/scheduler.js';
import type { Pace } from '../model/schedule/type-rates.js';
import { descriptionWanted, historyWanted } from '../model/schedule/wanted.js';
import type { ClosedBacklog } from './closed-backlog.js';
import type { Failures } from './failures.js';
import type { Finished } from './finished.js';
import type { Followed } from './followed.js';
import type { NamespaceEffects } from './namespace-effects.js';
import type { UnsavedExecutions } from './unsaved-executions.js';

export type LifecycleParts = Readonly<{
  namespace: string;
  followed: Followed;
  finished: Finished;
  unsaved: UnsavedExecutions;
  closedBacklog: ClosedBacklog;
  effects: NamespaceEffects;
  failures: Failures;
  scheduler: Scheduler;
  limits: Limits;
}>;

/** What is done next with a followed execution, until it is no longer followed. */
export class Lifecycle {
  constructor(private readonly parts: LifecycleParts) {}

  /** Decides what is to be done next with an execution, once nothing is under way for it. What has failed waits. */
  reschedule(key: string, now: Millis, pace?: Pace): void {
    const { followed, failures, scheduler, limits } = this.parts;
    const execution = followed.get(key);
    if (execution === undefined) return;
    const isOwed = needsHistory(execution);
    const wanted = execution.foundClosed && isOwed ? undefined : descriptionWanted(execution, now, limits, pace);
    const put = (job: Job, what: Wanted) => scheduler.put(job, { ...what, pauseMs: failures.pauseMs(job, now) });
    if (wanted !== undefined) put({ key, task: 'describe' }, wanted);
    if (isOwed) put({ key, task: 'history' }, historyWanted(execution));
    else if (execution.closedAt !== undefined && execution.orphans.length === 0) this.finish(key, now);
  }

  /** All that could be known of an execution is in the account. */
  private finish(key: string, now: Millis): void {
    const { namespace, closedBacklog, effects } = this.parts;
    const estimate = closedBacklog.finish(key);
    if (estimate !== undefined && estimate.seconds > 0) effects.apply([{ kind: 'estimated', namespace, ...estimate }]);
    this.stopFollowing(key, now);
  }

  /** No time was left to examine it: the account says so. */
  giveUp(key: string, now: Millis): void {
    const { namespace, effects } = this.parts;
    this.stopFollowing(key, now);
    effects.apply([{ kind: 'unexamined', namespace, cause: 'budget', executions: 1 }]);
  }

  /** The server no longer has the execution. */
  vanished(key: string, now: Millis): void {
    const { namespace, followed, failures, unsaved, closedBacklog, effects, scheduler } = this.parts;
    const execution = followed.get(key);
    if (execution === undefined) return;
    const wasOwed =
      needsHistory(execution) || phaseOf(execution) === 'cancel_requested' || execution.describedAt === undefined;
    if (wasOwed) effects.apply([{ kind: 'unexamined', namespace, cause: 'retention', executions: 1 }]);
    closedBacklog.lose(key);
    const deleted = foldDeletion(execution);
    if (deleted === undefined) {
      this.stopFollowing(key, now);
      return;
    }
    followed.set(key, deleted);
    unsaved.changed(key);
    followed.withOrphans.add(key);
    followed.leaving.delete(key);
    scheduler.forget(key);
    failures.forget(key);
  }

  private stopFollowing(key: string, now: Millis): void {
    const { followed, finished, failures, unsaved, scheduler } = this.parts;
    finished.add(key, followed.get(key)?.closedAt ?? now);
    followed.delete(key);
    unsaved.removed(key);
    scheduler.forget(key);
    failures.forget(key);
  }
}
