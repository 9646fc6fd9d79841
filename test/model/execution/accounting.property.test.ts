import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  Follower,
  longestCallMs,
  type Outage,
  type Outages,
  outages,
  type Scenario,
  type Steps,
  scenario,
  steps,
} from '../../support/follower.js';
import { lostIn, t0, wastedIn } from '../../support/model.js';
import { SimulatedWorkflow } from '../../support/simulated-workflow.js';

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
