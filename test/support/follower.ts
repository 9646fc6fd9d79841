import fc from 'fast-check';
import { restore } from '../../collector/model/account/account-data.js';
import { atOnce } from '../../collector/model/execution/at-once.js';
import { type Execution, needsHistory } from '../../collector/model/execution/execution.js';
import type { FoldContext } from '../../collector/model/execution/fold-context.js';
import { type Description, foldDescription } from '../../collector/model/execution/fold-description.js';
import { foldHistory } from '../../collector/model/execution/fold-history.js';
import { questionFor } from '../../collector/model/execution/history-question.js';
import type { Step } from '../../collector/model/execution/step.js';
import type { WorkerState } from '../../collector/model/workers/workers.js';
import { accountOf } from '../../collector/state/account-entries.js';
import { EndedEntries } from '../../collector/state/ended-entries.js';
import { restoreExecution } from '../../collector/state/format.js';
import { executionEntryKey } from '../../collector/state/keys.js';
import { PendingChanges } from '../../collector/state/pending-changes.js';
import { entrySchemas } from '../../collector/state/schema.js';
import { WasteHistory } from '../../collector/state/waste-history.js';
import { Unsaved } from '../../collector/watch/unsaved.js';
import { UnsavedExecutions } from '../../collector/watch/unsaved-executions.js';
import { context, descriptionAt, limits, newAccount, newExecution, t0 } from './model.js';
import type { Plan, SimulatedWorkflow } from './simulated-workflow.js';

export const ms = (max: number) => fc.integer({ min: 0, max });
const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });

const plan: fc.Arbitrary<Plan> = fc.record({
  activityId: fc.constantFrom('1', '2', '3'),
  gapMs: ms(3_000),
  waitMs: ms(500),
  backOffMs: maybe(fc.integer({ min: 1, max: 2_000 })),
  runMs: fc.integer({ min: 1, max: 8_000 }),
  requestAfterMs: maybe(ms(9_000)),
  heartbeatEveryMs: maybe(fc.integer({ min: 50, max: 2_000 })),
  resetAfterMs: maybe(ms(9_000)),
  bufferedMs: fc.oneof(fc.constant(0), ms(3_000)),
});

export const scenario = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 6 }),
  closedAfterMs: maybe(fc.integer({ min: 1, max: 20_000 })),
  hidesOptions: fc.boolean(),
});

/** The only worker reports until `diesAfterMs`, is found silent after a while, and may report again. */
const outage = fc.record({
  diesAfterMs: ms(15_000),
  certainAfterMs: fc.integer({ min: 1, max: 4_000 }),
  backAfterMs: maybe(fc.integer({ min: 1, max: 10_000 })),
});
/** One after another: each begins when the worker has reported again. */
export const outages = fc.array(outage, { minLength: 1, maxLength: 3 });
export type Outage = typeof outage extends fc.Arbitrary<infer O> ? O : never;
export type Outages = readonly Outage[];
const pollEveryMs = 700;

/** What the workers' reports say at an instant. */
function workerAt(now: number, [first, ...further]: Outages, from = t0): WorkerState {
  if (first === undefined) return { kind: 'reporting' };
  const lastReportAt = from + first.diesAfterMs;
  const certainAt = lastReportAt + first.certainAfterMs;
  const backAt = certainAt + (first.backAfterMs ?? Number.POSITIVE_INFINITY);
  if (now < certainAt) return { kind: 'reporting' };
  if (now >= backAt) return workerAt(now, further, backAt);
  return { kind: 'stopped', lastReportAt, silentUntil: now - ((now - certainAt) % pollEveryMs) };
}

export const longestCallMs = 700;

/** What a collector may go through, each after a while. */
const step = fc.record({
  afterMs: ms(4_000),
  what: fc.constantFrom('describe', 'describe', 'describe twice', 'history', 'history', 'save', 'crash'),
  pageSize: fc.integer({ min: 1, max: 5 }),
  saving: fc.constantFrom('saves', 'saves', 'saves at once', 'fails', 'fails late'),
  clockMs: fc.integer({ min: -3_000, max: 3_000 }),
  /** From the question to the moment that the answer shows. */
  callMs: fc.integer({ min: 0, max: longestCallMs }),
});
export const steps = fc.array(step, { maxLength: 30 });
export type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;
export type Steps = typeof steps extends fc.Arbitrary<infer S> ? S : never;

/** Follows one workflow as the collector does. */
export class Follower {
  execution: Execution;
  account = newAccount();
  private lastDescription: Description | undefined;
  private readonly entries = new Map<string, string>();
  private unsaved = this.newUnsaved();
  private pending = this.newPending();

  constructor(
    private readonly workflow: SimulatedWorkflow,
    private readonly outages?: Outages,
    private readonly found: Execution = newExecution(),
  ) {
    this.execution = found;
  }

  private contextAt(at: number): FoldContext {
    const { outages: known } = this;
    return known === undefined ? context : { ...context, workerOf: () => workerAt(at, known) };
  }

  foldDescription(at: number, { clockMs = 0, callMs = 0 }: Readonly<{ clockMs?: number; callMs?: number }> = {}): void {
    const { workflow } = this;
    const askedAt = at - callMs;
    this.lastDescription = descriptionAt(askedAt + clockMs, workflow.pendingAt(at), {
      historyLength: workflow.historyLengthAt(at),
      ...(workflow.closedAt !== undefined && workflow.isClosedAt(at) ? { closedAt: workflow.closedAt } : {}),
    });
    this.take(foldDescription(this.execution, this.lastDescription, this.contextAt(at)));
  }

  sameDescriptionAgain(at: number): void {
    if (this.lastDescription !== undefined)
      this.take(foldDescription(this.execution, this.lastDescription, this.contextAt(at)));
  }

  history(at: number, pageSize: number): void {
    if (this.execution.describedAt === undefined && this.execution.closedAt === undefined) return;
    const tail = this.workflow.tailAt(at, questionFor(this.execution), pageSize);
    this.take(foldHistory(this.execution, tail, limits));
  }

  /** One that fails may have reached the disk, or not. */
  save(how: 'saves' | 'saves at once' | 'fails' | 'fails late' = 'saves'): void {
    const none = new Unsaved<never>(() => undefined);
    const namespace = { namespace: 'default', closedSince: t0, accountSince: t0, orphansCountedUntil: undefined };
    const others = { finished: none, suspects: none, lateLosses: none, pushedCancels: undefined };
    const unsaved = { ...namespace, executions: this.unsaved, ...others };
    const pending = this.pending.take([unsaved], how === 'saves at once');
    if (how !== 'fails')
      for (const [key, value] of atOnce(pending.steps()))
        if (value === undefined) this.entries.delete(key);
        else this.entries.set(key, value);
    if (how.startsWith('saves')) pending.saved();
    else pending.failed();
  }

  /** Everything since the last save is lost; the next process describes it again. */
  crash(now: number): void {
    const saved = this.entries.get(executionEntryKey('e', this.execution.key));
    this.execution =
      saved === undefined ? this.found : restoreExecution(entrySchemas.execution.parse(JSON.parse(saved)), now);
    this.account = newAccount();
    restore(this.account, accountOf(this.accountEntries(), fail));
    this.unsaved = this.newUnsaved();
    if (saved !== undefined) this.unsaved.restored(this.execution.key);
    this.pending = this.newPending();
    this.lastDescription = undefined;
  }

  settle(at: number, pageSize: number): void {
    this.foldDescription(at);
    for (let reads = 0; needsHistory(this.execution); reads++) {
      if (reads > 3) throw new Error('history is asked for without end');
      this.history(at, pageSize);
    }
  }

  private take({ execution, effects }: Step): void {
    const before = this.execution;
    this.execution = execution;
    this.unsaved.updated(before, execution, this.account.apply(effects));
  }

  private newUnsaved(): UnsavedExecutions {
    return new UnsavedExecutions(() => this.execution);
  }

  private newPending(): PendingChanges {
    const { account } = this;
    const loaded = new Map(this.accountEntries());
    return new PendingChanges({
      account,
      loaded,
      history: new WasteHistory(),
      ended: new EndedEntries(account),
      now: () => t0,
      monotonicMs: () => 0,
      isSharded: false,
    });
  }

  private accountEntries(): [string, string][] {
    return [...this.entries].filter(([key]) => key.startsWith('a'));
  }
}

function fail(key: string): never {
  throw new Error(`not readable: ${key}`);
}
