import type { Account } from '../model/account/account.js';
import type { Effect } from '../model/account/effect.js';
import type { Millis } from '../model/activity/activity.js';
import type { Limits } from '../model/activity/reason.js';
import { countOrphans } from '../model/execution/count-orphans.js';
import {
  discovered,
  type Execution,
  type ExecutionKind,
  isPlain,
  keyOf,
  needsHistory,
  phaseOf,
} from '../model/execution/execution.js';
import { foldDeletion } from '../model/execution/fold-deletion.js';
import type { Step } from '../model/execution/fold-description.js';
import type { ActivityGauges } from '../model/gauges/activity-gauges.js';
import type { Scheduler } from '../model/schedule/scheduler.js';
import type { Pace } from '../model/schedule/type-rates.js';
import { historyWanted, lookWanted, observedBy } from '../model/schedule/wanted.js';
import { LateLosses } from '../model/workers/late-losses.js';
import type { FoundClosed, FoundExecution } from '../temporal/source.js';
import { closedAsListed } from './closed-as-listed.js';
import { ClosedBacklog } from './closed-backlog.js';
import { Finished } from './finished.js';
import { Followed } from './followed.js';
import { noteUnsaved } from './note-unsaved.js';
import { Runs } from './runs.js';
import { Suspects } from './suspects.js';
import { Unsaved } from './unsaved.js';

/** A single one may have sent its first heartbeat just when it was cancelled. */
const pushedCancelsProve = 2;

/** The executions of one namespace that are followed, and when each is due. */
export class Executions {
  private readonly all: Followed;
  private readonly withOrphans = new Set<string>();
  private readonly closedBacklog = new ClosedBacklog();
  /** Followed ones that have closed, until a look or their history is taken over. */
  private readonly leaving = new Set<string>();
  readonly unsaved = new Unsaved<Execution>((key) => this.all.get(key));
  readonly finished = new Finished();
  readonly runs = new Runs();
  readonly suspects = new Suspects();
  /** Every orphan is counted up to this instant, or to where it may run no longer. */
  orphansCountedUntil: Millis | undefined;
  readonly lateLosses = new LateLosses();
  private pushedCancels = 0;

  constructor(
    readonly namespace: string,
    private readonly account: Account,
    private readonly scheduler: Scheduler,
    private readonly limits: Limits,
    /** Executions that started before this instant are in the account from their first look on. */
    private readonly accountSince: Millis,
    /** Executions that started before this instant and are new here may have been counted by another process. */
    private readonly handedOverBefore: Millis = Number.NEGATIVE_INFINITY,
  ) {
    this.all = new Followed(limits, account.groupQueue);
  }

  /** What is measured of them. */
  get gauges(): ActivityGauges {
    return this.all.gauges;
  }

  get(key: string): Execution | undefined {
    return this.all.get(key);
  }

  values(): Iterable<Execution> {
    return this.all.values();
  }

  get size(): number {
    return this.all.size;
  }

  /** Takes over executions that are open. @returns those that were not known */
  started(found: readonly FoundExecution[], now: Millis): FoundExecution[] {
    return found.filter((one) => {
      const key = keyOf(one);
      if (this.all.has(key) || this.finished.has(key)) return false;
      this.add(discovered(one, now));
      return true;
    });
  }

  /**
   * Takes over a complete listing of open executions of a kind; `passStartedAt` is when the listing began.
   * @returns those that were not known
   */
  listed(
    kind: ExecutionKind,
    found: readonly FoundExecution[],
    passStartedAt: Millis,
    now: Millis,
  ): readonly FoundExecution[] {
    const unknown = this.started(found, now);
    const keys = new Set(found.map(keyOf));
    for (const [key, execution] of this.all) {
      if (execution.kind !== kind) continue;
      const mayHaveClosed =
        !keys.has(key) && execution.closedAt === undefined && execution.discoveredAt < passStartedAt;
      if (!mayHaveClosed || execution.foundClosed || this.leaving.has(key)) continue;
      if (execution.describedAt !== undefined) {
        const { workflowType } = execution;
        this.scheduler.put({ key, task: 'describe' }, { urgency: 'left_list', workflowType });
      } else if (isPlain(execution)) this.examineLater(execution, now);
    }
    return unknown;
  }

  /** What an earlier run left behind and this one no longer follows is removed from the state, too. */
  release(key: string): void {
    this.unsaved.restored(key);
    this.unsaved.removed(key);
  }

  /** Takes over what an earlier run left behind: each is looked at anew at once. */
  restore(saved: Iterable<Execution>, now: Millis): void {
    for (const execution of saved) {
      const { key } = execution;
      this.all.set(key, execution);
      this.unsaved.restored(key);
      if (execution.orphans.length > 0) this.withOrphans.add(key);
      this.reschedule(key, now);
    }
  }

  /** Executions closed before `listedSince` will not be listed again. */
  forgetFinished(listedSince: Millis): void {
    this.finished.forget(listedSince);
  }

  /**
   * Takes over executions that have closed lately, whether they were followed or not.
   * @param listedShare of all that closed lately, how many are listed
   */
  foundClosed(found: readonly FoundClosed[], now: Millis, listedShare = 1): void {
    for (const one of found) {
      const key = keyOf(one);
      if (this.finished.has(key) || this.leaving.has(key)) continue;
      const known = this.all.get(key);
      if (known === undefined) this.examineLater(discovered(one, now), now, one, listedShare);
      else if (known.closedAt === undefined && !known.foundClosed) this.hasClosed(known, one, now);
    }
  }

  /** History alone tells what a followed execution did up to its close; what it left unfinished, a look shows afterwards. */
  private hasClosed(execution: Execution, { historyLength = 0 }: FoundClosed, now: Millis): void {
    const { key, describedAt, examinedUpTo, workflowType } = execution;
    if (describedAt === undefined) {
      if (isPlain(execution)) this.examineLater(execution, now);
      return;
    }
    this.leaving.add(key);
    if (examinedUpTo === undefined || historyLength <= examinedUpTo) {
      this.scheduler.put({ key, task: 'describe' }, { urgency: 'left_list', workflowType });
      return;
    }
    const closed = { ...execution, historyLength: Math.max(historyLength, execution.historyLength) };
    this.all.set(key, closed);
    this.unsaved.changedSlightly(key, performance.now());
    this.scheduler.remove({ key, task: 'describe' });
    const urgency = closed.attempts.size > 0 ? 'urgent_history' : historyWanted(closed).urgency;
    this.scheduler.put({ key, task: 'history' }, { urgency, workflowType });
  }

  /** Takes an execution that has closed without a look for one that closed before any pass had listed it. */
  private examineLater(execution: Execution, now: Millis, listed?: FoundClosed, listedShare = 1): void {
    const { key, examinedUpTo, workflowType } = execution;
    const stratum = { workflowType, status: listed?.status ?? '' };
    // Whose history is in the account up to a mark was watched before: it is not given up.
    if (examinedUpTo === undefined && !this.closedBacklog.admit(key, stratum, listedShare)) {
      this.stopFollowing(key, now);
      this.apply([{ kind: 'unexamined', namespace: this.namespace, cause: 'budget', executions: 1 }]);
      return;
    }
    this.add(closedAsListed(execution, listed, this.accountSince));
  }

  /** Takes over what a look or a piece of history changed. */
  update(key: string, { execution, effects }: Step, now: Millis): void {
    const before = this.all.get(key);
    if (before === undefined) return;
    this.closedBacklog.read(key, effects);
    this.runs.note(before, execution, now);
    this.replace(before, { execution, effects });
    if (execution.orphans.length > 0) this.withOrphans.add(key);
    const observed = observedBy(before, execution);
    const pace = observed === undefined ? undefined : this.scheduler.observed(key, observed);
    this.reschedule(key, now, { pace });
    const { workflowType, closedAt } = execution;
    if (this.leaving.delete(key) && closedAt === undefined)
      this.scheduler.put({ key, task: 'describe' }, { urgency: 'left_list', workflowType });
  }

  /** Decides what is to be done next with an execution, once nothing is under way for it, but not before `pauseMs`. */
  reschedule(
    key: string,
    now: Millis,
    { pauseMs = 0, pace }: { pauseMs?: number; pace?: Pace | undefined } = {},
  ): void {
    const execution = this.all.get(key);
    if (execution === undefined) return;
    const isOwed = needsHistory(execution);
    const look = execution.foundClosed && isOwed ? undefined : lookWanted(execution, now, this.limits, pace);
    if (look !== undefined) this.scheduler.put({ key, task: 'describe' }, { ...look, pauseMs });
    if (isOwed) this.scheduler.put({ key, task: 'history' }, { ...historyWanted(execution), pauseMs });
    else if (execution.closedAt !== undefined && execution.orphans.length === 0) this.finish(key, now);
  }

  /** All that could be known of an execution is in the account. */
  finish(key: string, now: Millis): void {
    const estimate = this.closedBacklog.finish(key);
    if (estimate !== undefined && estimate.seconds > 0)
      this.apply([{ kind: 'estimated', namespace: this.namespace, ...estimate }]);
    this.stopFollowing(key, now);
  }

  private stopFollowing(key: string, now: Millis): void {
    this.finished.add(key, this.all.get(key)?.closedAt ?? now);
    this.all.delete(key);
    this.withOrphans.delete(key);
    this.unsaved.removed(key);
    this.leaving.delete(key);
    this.scheduler.forget(key);
  }

  /** The server no longer has the execution. */
  vanished(key: string, now: Millis): void {
    const execution = this.all.get(key);
    if (execution === undefined) return;
    const wasOwed =
      needsHistory(execution) || phaseOf(execution) === 'cancel_requested' || execution.describedAt === undefined;
    if (wasOwed) this.apply([{ kind: 'unexamined', namespace: this.namespace, cause: 'retention', executions: 1 }]);
    this.closedBacklog.lose(key);
    const deleted = foldDeletion(execution);
    if (deleted === undefined) {
      this.stopFollowing(key, now);
      return;
    }
    this.all.set(key, deleted);
    this.unsaved.changed(key);
    this.withOrphans.add(key);
    this.leaving.delete(key);
    this.scheduler.forget(key);
  }

  /** Counts the bound of orphans up to now, and forgets those that can no longer run. */
  countOrphans(now: Millis): void {
    if (this.withOrphans.size === 0) return;
    // What is saved of each orphan is as of its own last change: this one instant tells how far all of them are counted.
    const isClockSetBack = now < (this.orphansCountedUntil ?? now);
    this.orphansCountedUntil = now;
    for (const key of this.withOrphans) {
      const execution = this.all.get(key);
      if (execution === undefined) continue;
      const step = countOrphans(execution, now);
      this.all.set(key, step.execution);
      this.apply(step.effects);
      if (isClockSetBack || step.execution.orphans.length < execution.orphans.length) this.unsaved.changed(key);
      if (step.execution.orphans.length > 0) continue;
      this.withOrphans.delete(key);
      this.reschedule(key, now);
    }
  }

  /** @returns whether the account changed */
  apply(effects: readonly Effect[]): boolean {
    for (const effect of effects) {
      if (effect.kind === 'given_up') this.giveUp(effect);
      if (effect.kind === 'cancel_was_pushed') this.pushedCancels += 1;
    }
    return this.account.apply(effects);
  }

  /** The server has been found to push cancels to workers: an activity without heartbeats can be reached. */
  get cancelsArePushed(): boolean {
    return this.pushedCancels >= pushedCancelsProve;
  }

  private giveUp({ suspect, mayHaveBeenLost }: Extract<Effect, { kind: 'given_up' }>): void {
    this.suspects.add(suspect);
    if (mayHaveBeenLost) this.lateLosses.add(suspect);
  }

  private replace(before: Execution, { execution, effects }: Step): void {
    this.all.set(before.key, execution);
    noteUnsaved(this.unsaved, before, execution, this.apply(effects));
  }

  private add(found: Execution): void {
    const isHandedOver =
      (found.startedAt ?? Number.NEGATIVE_INFINITY) < this.handedOverBefore && !this.all.has(found.key);
    const execution = isHandedOver ? ({ ...found, isHandedOver: true } as const) : found;
    const { key } = execution;
    this.all.set(key, execution);
    if (execution.foundClosed) this.unsaved.changed(key);
    else this.unsaved.changedSlightly(key, performance.now());
    this.reschedule(key, execution.discoveredAt);
  }
}
