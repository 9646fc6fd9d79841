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
import { historyUrgencyOf, schedule, urgencyOf } from '../model/schedule.js';
import { LateLosses } from '../model/workers/late-losses.js';
import type { FoundExecution } from '../temporal/source.js';
import type { DueQueue } from './due-queue.js';
import { Finished } from './finished.js';
import { Followed } from './followed.js';
import { Runs } from './runs.js';
import { Suspects } from './suspects.js';
import { Unsaved } from './unsaved.js';

/** Executions found only after they closed wait at most in this number for their examination. */
const closedBacklogAtMost = 10_000;

/** A single one may have sent its first heartbeat just when it was cancelled. */
const pushedCancelsProve = 2;

/** The executions of one namespace that are followed, and when each is due. */
export class Executions {
  private readonly all: Followed;
  private readonly withOrphans = new Set<string>();
  private readonly closedBacklog = new Set<string>();
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
    private readonly queue: DueQueue,
    private readonly limits: Limits,
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

  /** Takes over a complete listing of open executions of a kind; `passStartedAt` is when the listing began. */
  listed(kind: ExecutionKind, found: readonly FoundExecution[], passStartedAt: Millis, now: Millis): void {
    const keys = new Set<string>();
    for (const one of found) {
      const key = keyOf(one);
      keys.add(key);
      if (!this.all.has(key) && !this.finished.has(key)) this.add(discovered(one, now));
    }
    for (const [key, execution] of this.all) {
      if (execution.kind !== kind) continue;
      const mayHaveClosed =
        !keys.has(key) && execution.closedAt === undefined && execution.discoveredAt < passStartedAt;
      if (!mayHaveClosed || execution.foundClosed) continue;
      if (execution.describedAt !== undefined) this.queue.put({ key, task: 'describe' }, 'active', 0);
      else if (isPlain(execution)) this.examineLater(execution, now);
    }
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

  /** Takes over executions that closed before any pass had listed them. */
  foundClosed(found: readonly FoundExecution[], now: Millis): void {
    for (const one of found) {
      const key = keyOf(one);
      if (this.all.has(key) || this.finished.has(key)) continue;
      this.examineLater(discovered(one, now), now);
    }
  }

  /** Takes an execution that has closed without a look for one that closed before any pass had listed it. */
  private examineLater(execution: Execution, now: Millis): void {
    const { key, examinedUpTo } = execution;
    // Whose history is in the account up to a mark was watched before: it is not given up.
    if (examinedUpTo === undefined) {
      if (this.closedBacklog.size >= closedBacklogAtMost) {
        this.finish(key, now);
        this.apply([{ kind: 'unexamined', namespace: this.namespace, cause: 'budget', executions: 1 }]);
        return;
      }
      this.closedBacklog.add(key);
    }
    this.add({ ...execution, foundClosed: true });
  }

  /** Takes over what a look or a piece of history changed. */
  update(key: string, { execution, effects }: Step, now: Millis): void {
    const before = this.all.get(key);
    if (before === undefined) return;
    this.closedBacklog.delete(key);
    this.runs.note(before, execution, now);
    this.replace(before, { execution, effects });
    if (execution.orphans.length > 0) this.withOrphans.add(key);
    this.reschedule(key, now);
  }

  /** Decides what is to be done next with an execution, once nothing is under way for it, but not before `pauseMs`. */
  reschedule(key: string, now: Millis, pauseMs = 0): void {
    const execution = this.all.get(key);
    if (execution === undefined) return;
    const lookAt = schedule(execution, now, this.limits);
    if (lookAt !== undefined)
      this.queue.put({ key, task: 'describe' }, urgencyOf(execution), Math.max(lookAt - now, pauseMs));
    if (needsHistory(execution)) this.queue.put({ key, task: 'history' }, historyUrgencyOf(execution), pauseMs);
    else if (execution.closedAt !== undefined && execution.orphans.length === 0) this.finish(key, now);
  }

  /** Stops following an execution. */
  finish(key: string, now: Millis): void {
    this.finished.add(key, this.all.get(key)?.closedAt ?? now);
    this.all.delete(key);
    this.withOrphans.delete(key);
    this.unsaved.removed(key);
    this.closedBacklog.delete(key);
    this.queue.remove({ key, task: 'describe' });
    this.queue.remove({ key, task: 'history' });
  }

  /** The server no longer has the execution. */
  vanished(key: string, now: Millis): void {
    const execution = this.all.get(key);
    if (execution === undefined) return;
    const wasOwed =
      needsHistory(execution) || phaseOf(execution) === 'cancel_requested' || execution.describedAt === undefined;
    if (wasOwed) this.apply([{ kind: 'unexamined', namespace: this.namespace, cause: 'retention', executions: 1 }]);
    const deleted = foldDeletion(execution);
    if (deleted === undefined) {
      this.finish(key, now);
      return;
    }
    this.all.set(key, deleted);
    this.unsaved.changed(key);
    this.withOrphans.add(key);
    this.queue.remove({ key, task: 'describe' });
    this.queue.remove({ key, task: 'history' });
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

  private add(execution: Execution): void {
    const { key } = execution;
    this.all.set(key, execution);
    if (execution.foundClosed) this.unsaved.changed(key);
    else this.unsaved.changedSlightly(key, performance.now());
    this.queue.put({ key, task: 'describe' }, urgencyOf(execution), 0);
  }
}

/**
 * Notes how soon the new form of an execution must be saved. One of which the account holds something, or of which
 * anything is open, goes with the account; of all others a restart only needs how far they were examined, before long.
 */
export function noteUnsaved(
  unsaved: Unsaved<Execution>,
  before: Execution,
  after: Execution,
  isCounted: boolean,
): void {
  if (isCounted || !isPlain(before) || !isPlain(after)) unsaved.changed(after.key);
  else if (hasMoved(before, after)) unsaved.changedSlightly(after.key, performance.now());
}

/** Whether it is further in its history, or anything else is new that a restart should know before long. */
function hasMoved(before: Execution, after: Execution): boolean {
  return (
    before.examinedUpTo !== after.examinedUpTo ||
    before.historyLength !== after.historyLength ||
    before.closedAt !== after.closedAt ||
    before.foundClosed !== after.foundClosed ||
    before.workflowType !== after.workflowType
  );
}
