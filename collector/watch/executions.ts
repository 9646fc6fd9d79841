import type { Account } from '../model/account.js';
import type { Millis } from '../model/activity.js';
import { givenUp } from '../model/conclude.js';
import type { Effect } from '../model/effect.js';
import {
  discovered,
  type Execution,
  type ExecutionKey,
  type ExecutionKind,
  keyOf,
  needsHistory,
  phaseOf,
} from '../model/execution.js';
import { labelsOf } from '../model/labels.js';
import type { Step } from '../model/look.js';
import { mayStillRun } from '../model/orphan.js';
import type { Limits } from '../model/reason.js';
import { schedule, type Urgency } from '../model/schedule.js';
import type { DueQueue } from './due-queue.js';
import { Runs } from './runs.js';
import { Suspects } from './suspects.js';

/** How long a finished execution is remembered: visibility may go on listing it for a while. */
const rememberFinishedMs = 3 * 60_000;
const rememberAtMost = 100_000;
/** Executions found only after they closed wait at most in this number for their examination. */
const closedBacklogAtMost = 10_000;

export type FoundExecution = ExecutionKey &
  Readonly<{ kind: ExecutionKind; workflowType: string; taskQueue: string; startedAt?: Millis }>;

/** The executions of one namespace that are followed, and when each is due. */
export class Executions {
  private readonly all = new Map<string, Execution>();
  private readonly withOrphans = new Set<string>();
  private readonly changed = new Set<string>();
  private readonly finished = new Map<string, Millis>();
  readonly runs = new Runs();
  readonly suspects = new Suspects();
  private closedBacklog = 0;

  constructor(
    readonly namespace: string,
    private readonly account: Account,
    private readonly queue: DueQueue,
    private readonly limits: Limits,
  ) {}

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
      if (!this.all.has(key) && !this.finished.has(key)) this.add(discovered(one, now), 'new', now);
    }
    for (const [key, execution] of this.all) {
      if (execution.kind !== kind) continue;
      const mayHaveClosed =
        !keys.has(key) && execution.closedAt === undefined && execution.discoveredAt < passStartedAt;
      if (mayHaveClosed && execution.lookedAt !== undefined) this.queue.put({ key, task: 'look' }, 'active', now);
    }
    this.expireFinished(now);
  }

  /** Takes over what an earlier run left behind: each is looked at anew at once. */
  restore(saved: Iterable<Execution>, finished: Iterable<readonly [string, Millis]>, now: Millis): void {
    for (const [key, at] of finished) this.finished.set(key, at);
    for (const execution of saved) {
      const { key } = execution;
      this.all.set(key, execution);
      if (execution.orphans.length > 0) this.withOrphans.add(key);
      this.reschedule(key, now);
    }
  }

  /** Whether it changed the account since `settled` was called last. */
  hasChanged({ key }: Execution): boolean {
    return this.changed.has(key);
  }

  settled(): void {
    this.changed.clear();
  }

  finishedOnes(): Iterable<readonly [string, Millis]> {
    return this.finished;
  }

  /** Takes over executions that closed before any pass had listed them. */
  foundClosed(found: readonly FoundExecution[], now: Millis): void {
    for (const one of found) {
      const key = keyOf(one);
      if (this.all.has(key) || this.finished.has(key)) continue;
      if (this.closedBacklog >= closedBacklogAtMost) {
        this.finish(key, now);
        this.apply([{ kind: 'unexamined', namespace: this.namespace, cause: 'budget' }]);
        continue;
      }
      this.closedBacklog += 1;
      this.add(discovered(one, now), 'closed', now);
    }
  }

  /** Takes over what a look or a piece of history changed. */
  update(key: string, { execution, effects }: Step, now: Millis): void {
    const before = this.all.get(key);
    if (before === undefined) return;
    if (before.lookedAt === undefined && execution.closedAt !== undefined && this.closedBacklog > 0)
      this.closedBacklog -= 1;
    this.runs.note(before, execution, now);
    this.all.set(key, execution);
    this.apply(effects);
    if (effects.length > 0) this.changed.add(key);
    if (execution.orphans.length > 0) this.withOrphans.add(key);
    this.reschedule(key, now);
  }

  /** Decides what is to be done next with an execution, once nothing is under way for it. */
  reschedule(key: string, now: Millis, notBefore: Millis = now): void {
    const execution = this.all.get(key);
    if (execution === undefined) return;
    const lookAt = schedule(execution, now, this.limits);
    if (lookAt !== undefined) this.queue.put({ key, task: 'look' }, phaseOf(execution), Math.max(lookAt, notBefore));
    if (needsHistory(execution)) this.queue.put({ key, task: 'history' }, historyUrgency(execution), notBefore);
    else if (execution.closedAt !== undefined && execution.orphans.length === 0) this.finish(key, now);
  }

  /** Stops following an execution. */
  finish(key: string, now: Millis): void {
    this.all.delete(key);
    this.withOrphans.delete(key);
    this.changed.delete(key);
    this.queue.remove({ key, task: 'look' });
    this.queue.remove({ key, task: 'history' });
    this.finished.set(key, now);
  }

  /** The server no longer has the execution. */
  vanished(key: string, now: Millis): void {
    const execution = this.all.get(key);
    if (execution === undefined) return;
    const wasOwed =
      needsHistory(execution) || phaseOf(execution) === 'cancel_requested' || execution.lookedAt === undefined;
    if (wasOwed) this.apply([{ kind: 'unexamined', namespace: this.namespace, cause: 'retention' }]);
    this.finish(key, now);
  }

  /** Counts the bound of orphans up to now, and forgets those that can no longer run. */
  countOrphans(now: Millis): void {
    for (const key of this.withOrphans) {
      const execution = this.all.get(key);
      if (execution === undefined) continue;
      const effects: Effect[] = [];
      const orphans = execution.orphans.flatMap((orphan) => {
        const until = Math.max(orphan.countedUntil, Math.min(now, orphan.allowedUntil));
        const labels = labelsOf(execution, orphan.activity);
        effects.push({ kind: 'orphaned', labels, changeMs: until - orphan.countedUntil });
        if (mayStillRun(orphan, now)) return [{ ...orphan, countedUntil: until }];
        effects.push(givenUp(execution, orphan.activity, orphan.allowedUntil));
        return [];
      });
      this.all.set(key, { ...execution, orphans });
      this.apply(effects);
      if (orphans.length > 0) continue;
      this.withOrphans.delete(key);
      this.reschedule(key, now);
    }
  }

  apply(effects: readonly Effect[]): void {
    this.account.apply(effects);
    for (const effect of effects) if (effect.kind === 'given_up') this.suspects.add(effect.suspect);
  }

  private add(execution: Execution, urgency: Urgency, now: Millis): void {
    const { key } = execution;
    this.all.set(key, execution);
    this.queue.put({ key, task: 'look' }, urgency, now);
  }

  private expireFinished(now: Millis): void {
    for (const [key, at] of this.finished) {
      if (now - at < rememberFinishedMs && this.finished.size <= rememberAtMost) return;
      this.finished.delete(key);
    }
  }
}

/** The request's time and the end of what was cancelled are urgent; the rest of history only completes the account. */
function historyUrgency(execution: Execution): Urgency {
  const isAwaited =
    execution.ending.some(({ historyAsked }) => !historyAsked) || phaseOf(execution) === 'cancel_requested';
  return isAwaited ? 'cancel_requested' : 'history';
}
