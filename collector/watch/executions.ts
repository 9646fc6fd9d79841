import { inSlices } from '../async/slices.js';
import type { Account } from '../model/account/account.js';
import type { Effect } from '../model/account/effect.js';
import type { Millis } from '../model/activity/activity.js';
import type { Limits } from '../model/activity/reason.js';
import type { Execution, ExecutionKind } from '../model/execution/execution.js';
import type { Step } from '../model/execution/step.js';
import type { ActivityGauges } from '../model/gauges/activity-gauges.js';
import type { Job } from '../model/schedule/jobs.js';
import type { Scheduler } from '../model/schedule/scheduler.js';
import { observedBy } from '../model/schedule/wanted.js';
import type { FoundClosed, FoundExecution } from '../temporal/source.js';
import { ClosedBacklog } from './closed-backlog.js';
import { Failures } from './failures.js';
import { Finished } from './finished.js';
import { Followed } from './followed.js';
import { type CountedSince, Intake } from './intake.js';
import type { LateLosses } from './late-losses.js';
import { Lifecycle } from './lifecycle.js';
import { NamespaceEffects, type PushedCancels } from './namespace-effects.js';
import { OrphanBound } from './orphan-bound.js';
import { Runs } from './runs.js';
import type { Suspects } from './suspects.js';
import { UnsavedExecutions } from './unsaved-executions.js';

/** The executions of one namespace: what listings, descriptions and histories show is taken over here. */
export class Executions {
  readonly unsaved = new UnsavedExecutions((key) => this.followed.get(key));
  readonly finished = new Finished();
  readonly runs = new Runs();
  readonly failures = new Failures();
  private readonly followed: Followed;
  private readonly closedBacklog = new ClosedBacklog();
  private readonly effects: NamespaceEffects;
  private readonly lifecycle: Lifecycle;
  private readonly intake: Intake;
  private readonly orphanBound: OrphanBound;

  constructor(
    readonly namespace: string,
    account: Account,
    private readonly scheduler: Scheduler,
    limits: Limits,
    /** Executions that started before this instant are in the account from their first description on. */
    accountSince: Millis,
    /** Until when another process may count an execution that is new here. */
    takenOverAt: CountedSince['takenOverAt'] = () => undefined,
  ) {
    this.followed = new Followed(limits, account.groupQueue);
    this.effects = new NamespaceEffects(account);
    const { followed, unsaved, finished, closedBacklog, effects, failures } = this;
    const parts = { namespace, followed, unsaved, finished, closedBacklog, effects, failures, scheduler, limits };
    this.lifecycle = new Lifecycle(parts);
    this.intake = new Intake(parts, this.lifecycle, { accountSince, takenOverAt });
    this.orphanBound = new OrphanBound(parts, this.lifecycle);
  }

  /** What is measured of them. */
  get gauges(): ActivityGauges {
    return this.followed.gauges;
  }

  get suspects(): Suspects {
    return this.effects.suspects;
  }

  get lateLosses(): LateLosses {
    return this.effects.lateLosses;
  }

  get pushedCancels(): PushedCancels | undefined {
    return this.effects.pushedCancels;
  }

  restorePushedCancels(saved: PushedCancels, now: Millis): void {
    this.effects.restorePushedCancels(saved, now);
  }

  /** The server has been found to push cancels to workers: an activity without heartbeats can be reached. */
  get cancelsArePushed(): boolean {
    return this.effects.cancelsArePushed;
  }

  /** Every orphan is counted up to this instant, or to where it may run no longer. */
  get orphansCountedUntil(): Millis | undefined {
    return this.orphanBound.countedUntil;
  }

  get(key: string): Execution | undefined {
    return this.followed.get(key);
  }

  /** Whether nothing about it has changed since it was asked for. */
  isCurrent(execution: Execution): boolean {
    return this.followed.isCurrent(execution);
  }

  /** All but those at rest: nothing of them is pending, open or left behind. */
  awake(): Iterable<Execution> {
    return this.followed.awake();
  }

  /** @see Followed.restingObservedSince */
  get restingObservedSince(): Millis {
    return this.followed.restingObservedSince;
  }

  get size(): number {
    return this.followed.size;
  }

  /** Takes over what an earlier run left behind: each is described again at once. */
  restore(saved: Iterable<Execution>, now: Millis): void {
    for (const execution of saved) {
      const { key } = execution;
      this.followed.set(key, execution);
      this.unsaved.restored(key);
      if (execution.orphans.length > 0) this.followed.withOrphans.add(key);
      this.reschedule(key, now);
    }
  }

  /** @see Intake.started */
  started(found: readonly FoundExecution[], now: Millis, named?: Set<string>): Promise<FoundExecution[]> {
    return this.intake.started(found, now, named);
  }

  /** @see Intake.listed */
  listed(
    kind: ExecutionKind,
    found: readonly FoundExecution[],
    passStartedAt: Millis,
    now: Millis,
  ): Promise<readonly FoundExecution[]> {
    return this.intake.listed(kind, found, passStartedAt, now);
  }

  /** @see Intake.onlyOpen */
  onlyOpen(kind: ExecutionKind, open: ReadonlySet<string>, startedAt: Millis, now: Millis): Promise<void> {
    return this.intake.onlyOpen(kind, open, startedAt, now);
  }

  /** @see Intake.foundClosed */
  foundClosed(found: readonly FoundClosed[], now: Millis, listedShare = 1): void {
    this.intake.foundClosed(found, now, listedShare);
  }

  /** Executions closed before `listedSince` will not be listed again. */
  forgetFinished(listedSince: Millis): void {
    this.finished.forget(listedSince);
  }

  /** Takes over what a description or a piece of history changed. */
  update(key: string, { execution, effects }: Step, now: Millis): void {
    const { followed, scheduler } = this;
    const before = followed.get(key);
    if (before === undefined) return;
    this.closedBacklog.read(key, effects);
    this.runs.note(before, execution, now);
    followed.set(key, execution);
    this.unsaved.updated(before, execution, this.apply(effects));
    if (execution.orphans.length > 0) followed.withOrphans.add(key);
    const observed = observedBy(before, execution);
    const pace = observed === undefined ? undefined : scheduler.observed(key, observed);
    this.lifecycle.reschedule(key, now, pace);
    if (followed.leaving.delete(key) && execution.closedAt === undefined) this.intake.describeSoon(execution);
  }

  /** Decides what is to be done next with an execution, once nothing is under way for it. What has failed waits. */
  reschedule(key: string, now: Millis): void {
    this.lifecycle.reschedule(key, now);
  }

  /** A call succeeded: what failed in an outage that this has ended is asked for again at once, except what is under way. */
  async answered(task: Job['task'], now: Millis, underWay: ReadonlySet<string>): Promise<void> {
    await inSlices(this.failures.answered(task, now), (key) => {
      if (!underWay.has(key)) this.reschedule(key, now);
    });
  }

  /** The server no longer has the execution. */
  vanished(key: string, now: Millis): void {
    this.lifecycle.vanished(key, now);
  }

  /** Counts the bound of orphans up to now, and forgets those that can no longer run. */
  countOrphans(now: Millis): void {
    this.orphanBound.count(now);
  }

  /** @returns whether the account changed */
  apply(effects: readonly Effect[]): boolean {
    return this.effects.apply(effects);
  }
}
