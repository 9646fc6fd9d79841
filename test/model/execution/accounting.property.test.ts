import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataOf, restore } from '../../../collector/model/account/account-data.js';
import { type Execution, isPlain, needsHistory } from '../../../collector/model/execution/execution.js';
import { type Description, foldDescription, type Step } from '../../../collector/model/execution/fold-description.js';
import { foldHistory, questionFor } from '../../../collector/model/execution/fold-history.js';
import { restoreExecution, savedExecutions } from '../../../collector/state/format.js';
import { stateSchema } from '../../../collector/state/schema.js';
import { StateText } from '../../../collector/state/text.js';
import { context, limits, lookAt, newAccount, newExecution, t0, wastedIn } from '../../support/model.js';
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
  bufferedMs: fc.oneof(fc.constant(0), ms(3_000)),
});

const scenario = fc.record({
  plans: fc.array(plan, { minLength: 1, maxLength: 6 }),
  closedAfterMs: maybe(fc.integer({ min: 1, max: 20_000 })),
});

const longestCallMs = 700;

/** What a collector may go through, each after a while. */
const step = fc.record({
  afterMs: ms(4_000),
  what: fc.constantFrom('look', 'look', 'look twice', 'history', 'history', 'save', 'crash'),
  pageSize: fc.integer({ min: 1, max: 5 }),
  clockMs: fc.integer({ min: -3_000, max: 3_000 }),
  /** From the question to the moment that the answer shows. */
  callMs: fc.integer({ min: 0, max: longestCallMs }),
});
const steps = fc.array(step, { maxLength: 30 });

/** The state file's clock: several times faster, so that its marks are renewed now and then. */
const savingClock = (at: number) => t0 + (at - t0) * 4;

/** Follows one workflow as the collector does. */
class Follower {
  execution: Execution = newExecution();
  account = newAccount();
  private lastLook: Description | undefined;
  private readonly text = new StateText();
  private hasChanged = false;
  private saved = this.save(t0);

  constructor(private readonly workflow: SimulatedWorkflow) {}

  foldDescription(at: number, { clockMs = 0, callMs = 0 }: Readonly<{ clockMs?: number; callMs?: number }> = {}): void {
    const { workflow } = this;
    const askedAt = at - callMs;
    this.lastLook = lookAt(askedAt + clockMs, workflow.pendingAt(at), {
      historyLength: workflow.historyLengthAt(at),
      ...(workflow.closedAt !== undefined && workflow.isClosedAt(at) ? { closedAt: workflow.closedAt } : {}),
    });
    this.take(foldDescription(this.execution, this.lastLook, context));
  }

  sameLookAgain(): void {
    if (this.lastLook !== undefined) this.take(foldDescription(this.execution, this.lastLook, context));
  }

  history(at: number, pageSize: number): void {
    if (this.execution.describedAt === undefined && this.execution.closedAt === undefined) return;
    const tail = this.workflow.tailAt(at, questionFor(this.execution), pageSize);
    this.take(foldHistory(this.execution, tail, limits));
  }

  save(at: number): string {
    const live = {
      ...{ namespace: 'default', closedSince: t0, accountSince: t0, finished: () => [], allFinished: () => [] },
      executions: [this.execution],
      suspects: [],
      needsSaving: (execution: Execution) => this.hasChanged || !isPlain(execution),
      marksSaved: () => {
        this.hasChanged = false;
      },
    };
    this.saved = this.text.write(savingClock(at), dataOf(this.account), [live], []).toString();
    return this.saved;
  }

  /** Everything since the last save is lost; the next process looks anew. */
  crash(now: number): void {
    const { account, namespaces } = stateSchema.parse(JSON.parse(this.saved));
    const [saved] = namespaces.flatMap(savedExecutions);
    this.execution = saved === undefined ? newExecution() : restoreExecution(saved, now);
    this.account = newAccount();
    restore(this.account, account);
    this.lastLook = undefined;
    this.hasChanged = false;
  }

  settle(at: number, pageSize: number): void {
    this.foldDescription(at);
    for (let reads = 0; needsHistory(this.execution); reads++) {
      if (reads > 3) throw new Error('history is asked for without end');
      this.history(at, pageSize);
    }
  }

  private take({ execution, effects }: Step): void {
    const wasOpen = !isPlain(this.execution);
    this.execution = execution;
    if (this.account.apply(effects) || wasOpen) this.hasChanged = true;
  }
}

type Described = Readonly<{ at: number; ms: number; debtMs: number }>;

/** @returns what was seen in memory after each step, and what was shown to the world: the account as saved */
function follow(
  { plans, closedAfterMs }: typeof scenario extends fc.Arbitrary<infer S> ? S : never,
  taken: typeof steps extends fc.Arbitrary<infer S> ? S : never,
  imperfect: Readonly<{ clock?: true; calls?: true }> = {},
) {
  const workflow = new SimulatedWorkflow(plans, closedAfterMs === undefined ? undefined : t0 + closedAfterMs);
  const follower = new Follower(workflow);
  const seen: Described[] = [];
  const shown: Described[] = [];
  let at = t0;
  for (const { afterMs, what, pageSize, clockMs, callMs } of taken) {
    const late = imperfect.calls ? { callMs } : {};
    const wrong = imperfect.clock ? { clockMs } : {};
    at += afterMs + (late.callMs ?? 0);
    if (what.startsWith('look')) follower.foldDescription(at, { ...late, ...wrong });
    if (what === 'look twice') follower.sameLookAgain();
    if (what === 'history') follower.history(at, pageSize);
    if (what === 'crash') follower.crash(at);
    if (what === 'save') {
      follower.save(at);
      shown.push({ at, ...wastedIn(follower.account) });
    }
    seen.push({ at, ...wastedIn(follower.account) });
  }
  const end = Math.max(at, workflow.quietAt);
  follower.settle(end, 3);
  const settled = { at: end, ...wastedIn(follower.account) };
  return { workflow, seen, shown: [...shown, settled], settled };
}

const settings = { numRuns: 1_500 };

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
        expect(settled).toEqual({ at: settled.at, ms: workflow.wastedMs(settled.at), debtMs: 0 });
      }),
      settings,
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
