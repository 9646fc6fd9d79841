import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { restore } from '../../../collector/model/account/account-data.js';
import { atOnce } from '../../../collector/model/execution/at-once.js';
import { type Execution, needsHistory } from '../../../collector/model/execution/execution.js';
import type { FoldContext } from '../../../collector/model/execution/fold-context.js';
import { type Description, foldDescription } from '../../../collector/model/execution/fold-description.js';
import { foldHistory } from '../../../collector/model/execution/fold-history.js';
import { questionFor } from '../../../collector/model/execution/history-question.js';
import type { Step } from '../../../collector/model/execution/step.js';
import type { WorkerState } from '../../../collector/model/workers/workers.js';
import { accountOf } from '../../../collector/state/account-entries.js';
import { EndedEntries } from '../../../collector/state/ended-entries.js';
import { restoreExecution } from '../../../collector/state/format.js';
import { executionEntryKey } from '../../../collector/state/keys.js';
import { PendingChanges } from '../../../collector/state/pending-changes.js';
import { entrySchemas } from '../../../collector/state/schema.js';
import { WasteHistory } from '../../../collector/state/waste-history.js';
import { Unsaved } from '../../../collector/watch/unsaved.js';
import { UnsavedExecutions } from '../../../collector/watch/unsaved-executions.js';
import { context, descriptionAt, limits, lostIn, newAccount, newExecution, t0, wastedIn } from '../../support/model.js';
import { type Plan, SimulatedWorkflow } from '../../support/simulated-workflow.js';

const ms = (max: number) => fc.integer({ min: 0, max });
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

const scenario = fc.record({
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
const outages = fc.array(outage, { minLength: 1, maxLength: 3 });
type Outage = typeof outage extends fc.Arbitrary<infer O> ? O : never;
type Outages = readonly Outage[];
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

const longestCallMs = 700;

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
const steps = fc.array(step, { maxLength: 30 });
type Scenario = typeof scenario extends fc.Arbitrary<infer S> ? S : never;
type Steps = typeof steps extends fc.Arbitrary<infer S> ? S : never;

/** Follows one workflow as the collector does. */
class Follower {
  execution: Execution = newExecution();
  account = newAccount();
  private lastDescription: Description | undefined;
  private readonly entries = new Map<string, string>();
  private unsaved = this.newUnsaved();
  private pending = this.newPending();

  constructor(
    private readonly workflow: SimulatedWorkflow,
    private readonly outages?: Outages,
  ) {}

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
      saved === undefined ? newExecution() : restoreExecution(entrySchemas.execution.parse(JSON.parse(saved)), now);
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
      ended: new EndedEntries(account.recentlyEnded),
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

type Described = Readonly<{ at: number; ms: number; debtMs: number }>;

/** @returns what was seen in memory after each step, and what was shown to the world: the account as saved */
function follow(
  { plans, closedAfterMs, hidesOptions }: Scenario,
  taken: Steps,
  imperfect: Readonly<{ clock?: true; calls?: true }> = {},
  died?: Outages,
) {
  const closes = closedAfterMs === undefined ? undefined : t0 + closedAfterMs;
  const workflow = new SimulatedWorkflow(plans, closes, hidesOptions);
  const follower = new Follower(workflow, died);
  const seen: Described[] = [];
  const shown: Described[] = [];
  let at = t0;
  for (const { afterMs, what, pageSize, clockMs, callMs, saving } of taken) {
    const late = imperfect.calls ? { callMs } : {};
    const wrong = imperfect.clock ? { clockMs } : {};
    at += afterMs + (late.callMs ?? 0);
    if (what.startsWith('describe')) follower.foldDescription(at, { ...late, ...wrong });
    if (what === 'describe twice') follower.sameDescriptionAgain(at);
    if (what === 'history') follower.history(at, pageSize);
    if (what === 'crash') follower.crash(at);
    if (what === 'save') {
      follower.save(saving);
      if (saving.startsWith('saves')) shown.push({ at, ...wastedIn(follower.account) });
    }
    seen.push({ at, ...wastedIn(follower.account) });
  }
  const end = Math.max(at, workflow.quietAt);
  follower.settle(end, 3);
  const settled = { at: end, ...wastedIn(follower.account), lostMs: lostIn(follower.account) };
  return { workflow, seen, shown: [...shown, settled], settled };
}

const settings = { numRuns: 1_500 };

const unreported = { diesAfterMs: 0, certainAfterMs: 1, backAfterMs: undefined };
const retried = {
  ...{ activityId: '2', gapMs: 0, waitMs: 0, backOffMs: 376, runMs: 5_762, bufferedMs: 0 },
  ...{ requestAfterMs: undefined, heartbeatEveryMs: undefined, resetAfterMs: undefined },
};
const readAfter = (afterMs: number): Steps[number] => ({
  ...{ afterMs, what: 'history', pageSize: 1, clockMs: 0, callMs: 0, saving: 'saves' },
});
const describesAfter = (...afterMs: number[]): Steps => afterMs.map((one) => ({ ...readAfter(one), what: 'describe' }));

const open = { closedAfterMs: undefined, hidesOptions: false };

const counterexamples: [Scenario, Steps, Outage[]][] = [
  // An ID is used again: the second activity's second attempt looks like a retry of the first's, whose number was reset.
  [
    {
      plans: [
        { ...retried, resetAfterMs: 6_138 },
        { ...retried, waitMs: 2, backOffMs: 1, runMs: 2 },
      ],
      ...open,
    },
    describesAfter(476, 2_759, 2_244, 1_710, 3_951, 759, 6),
    [unreported],
  ],
  [
    {
      plans: [
        { ...retried, backOffMs: undefined },
        { ...retried, waitMs: 2, backOffMs: 1, runMs: 2 },
      ],
      ...open,
    },
    describesAfter(5_700, 67),
    [unreported],
  ],
  // Its end is read before a description shows it gone.
  [
    { ...open, plans: [{ ...retried, backOffMs: 1_000, runMs: 3_202 }], closedAfterMs: 7_840 },
    [...describesAfter(1_191, 3_010), readAfter(555), ...describesAfter(1_220), readAfter(1_428)],
    [{ ...unreported, diesAfterMs: 3_767 }],
  ],
];

describe('the account of a workflow, however it was observed', () => {
  it('never exceeds the truth while the clock is right', () => {
    fc.assert(
      fc.property(scenario, steps, (what, taken) => {
        const { workflow, seen } = follow(what, taken);
        for (const { at, ms: counted } of seen) expect(counted).toBeLessThanOrEqual(workflow.wastedMs(at));
      }),
      settings,
    );
  });

  it('exceeds it by no more than a call takes while calls take long', () => {
    fc.assert(
      fc.property(scenario, steps, (what, taken) => {
        const { workflow, seen } = follow(what, taken, { calls: true });
        const most = longestCallMs * what.plans.length;
        for (const { at, ms: counted } of seen) expect(counted).toBeLessThanOrEqual(workflow.wastedMs(at) + most);
      }),
      settings,
    );
  });

  it('equals the truth once settled', () => {
    fc.assert(
      fc.property(scenario, steps, (what, taken) => {
        const { workflow, settled } = follow(what, taken);
        expect(settled).toEqual({ at: settled.at, ms: workflow.wastedMs(settled.at), debtMs: 0, lostMs: 0 });
      }),
      settings,
    );
  });

  it('holds every wasted second once where the worker is lost: as wasted or as lost', () => {
    fc.assert(
      fc.property(scenario, steps, outages, (what, taken, died) => {
        const { workflow, settled } = follow(what, taken, {}, died);
        expect(settled.debtMs).toBe(0);
        expect(settled.ms).toBeLessThanOrEqual(workflow.wastedMs(settled.at));
        expect(settled.ms + settled.lostMs).toBeGreaterThanOrEqual(workflow.wastedMs(settled.at));
        expect(settled.ms + settled.lostMs).toBeLessThanOrEqual(workflow.heldMs(t0 + (died[0]?.diesAfterMs ?? 0)));
      }),
      { ...settings, examples: counterexamples },
    );
  });

  it('never falls as it is shown, whatever the clock does and whenever the process dies', () => {
    fc.assert(
      fc.property(scenario, steps, (what, taken) => {
        const { shown } = follow(what, taken, { clock: true, calls: true });
        for (const [index, { ms: counted }] of shown.entries())
          expect(counted).toBeGreaterThanOrEqual(shown[index - 1]?.ms ?? 0);
      }),
      settings,
    );
  });

  it('owes exactly what a wrong clock made it count too much', () => {
    fc.assert(
      fc.property(scenario, steps, (what, taken) => {
        const { workflow, settled } = follow(what, taken, { clock: true, calls: true });
        expect(settled.ms - settled.debtMs).toBe(workflow.wastedMs(settled.at));
      }),
      settings,
    );
  });
});
