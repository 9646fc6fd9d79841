import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discovered, type Execution, idsOf, keyOf } from '../../../collector/model/execution/execution.js';
import { foldDescription } from '../../../collector/model/execution/fold-description.js';
import { isAtRest, RestingExecutions } from '../../../collector/model/execution/resting.js';
import { context, descriptionAt, newExecution, runningActivity, t0 } from '../../support/model.js';

const text = fc.string({ unit: 'binary' });
const instant = fc.double({ noNaN: true, noDefaultInfinity: true });
const known = fc.option(instant, { nil: undefined });
const atRest: fc.Arbitrary<Execution> = fc
  .record({
    ...{ namespace: text, workflowId: text, runId: text, workflowType: text, taskQueue: text },
    ...{ kind: fc.constantFrom('workflow' as const, 'activity' as const), startedAt: known, discoveredAt: instant },
    ...{ describedAt: known, describedRawAt: known, historyLength: fc.nat(), examinedUpTo: fc.option(fc.nat()) },
  })
  .map(({ discoveredAt, examinedUpTo, describedAt, describedRawAt, historyLength, ...found }) => ({
    ...discovered(found, discoveredAt),
    ...{ describedAt, describedRawAt, historyLength, examinedUpTo: examinedUpTo ?? undefined },
  }));

const described = (activities = [runningActivity()]) =>
  foldDescription(newExecution(), descriptionAt(t0 + 1_000, activities), context).execution;

describe('an execution of which nothing runs', () => {
  it('reads from its row as it was put there', () => {
    fc.assert(
      fc.property(fc.array(atRest, { minLength: 1 }), (executions) => {
        const rows = new RestingExecutions();
        const places = executions.map((execution) => rows.put(execution));
        expect(places.map((row) => rows.get(row))).toEqual(executions);
        expect(places.every((row, place) => rows.holds(row, executions[place] as Execution))).toBe(true);
      }),
    );
  });

  it('keeps its row as it changes, and leaves it to another', () => {
    const rows = new RestingExecutions();
    const before = newExecution();
    const row = rows.put(before);
    const after = described([]);
    expect(rows.put(after, row)).toBe(row);
    expect([rows.holds(row, before), rows.holds(row, after)]).toEqual([false, true]);
    expect(rows.get(row)).toEqual(after);
    rows.release(row);
    expect(rows.observedSince).toBe(Number.POSITIVE_INFINITY);
    expect(rows.put(before)).toBe(row);
    expect(rows.get(row)).toEqual(before);
  });

  it('has a row among thousands', () => {
    const rows = new RestingExecutions();
    const all = Array.from({ length: 5_000 }, (_, index) => ({ ...newExecution(-index), historyLength: index }));
    const places = all.map((one) => rows.put(one));
    expect(new Set(places).size).toBe(all.length);
    expect(places.map((row) => rows.get(row))).toEqual(all);
    for (const row of places) rows.release(row);
    expect(rows.observedSince).toBe(Number.POSITIVE_INFINITY);
    const again = all.map((one) => rows.put(one));
    expect(new Set(again)).toEqual(new Set(places));
    expect(again.map((row) => rows.get(row))).toEqual(all);
  });

  it('tells since when all of them have been observed', () => {
    const rows = new RestingExecutions();
    const first = rows.put({ ...newExecution(), describedAt: t0 + 5 });
    rows.put({ ...newExecution(), discoveredAt: t0 + 7 });
    expect(rows.observedSince).toBe(t0 + 5);
    rows.release(first);
    expect(rows.observedSince).toBe(t0 + 7);
  });
});

describe('at rest', () => {
  it('is what is new or idle', () => {
    expect([newExecution(), described([])].map(isAtRest)).toEqual([true, true]);
  });

  const other: readonly Partial<Execution>[] = [
    { workflowCancelRequested: true },
    { closedAt: t0 },
    { deleted: true },
    { foundClosed: true },
    { closedEarly: true },
    { isHandedOver: true },
    { takenOverAt: t0 },
    { isGapCounted: true },
    { activities: [runningActivity()] },
    { ending: [{ activity: runningActivity(), seenAt: t0, goneAt: t0 }] },
    { openFacts: new Map([[5, { scheduledEventId: 5 }]]) },
    { attempts: new Map([['5', { activity: runningActivity(), seenAt: t0 }]]) },
    { orphans: [{ activity: runningActivity(), since: t0, allowedUntil: t0, countedUntil: t0 }] as never },
  ];
  it.each(other)('is not what has %o', (more) => {
    expect(isAtRest({ ...newExecution(), ...more })).toBe(false);
  });
});

it('the parts of a key are those that it was made of', () => {
  fc.assert(
    fc.property(text, text, text, (namespace, workflowId, runId) => {
      expect(idsOf(keyOf({ namespace, workflowId, runId }))).toEqual({ workflowId, runId });
    }),
  );
  for (const id of ['","', '"', '\\', '\ud800', 'a","b'])
    expect(idsOf(keyOf({ namespace: id, workflowId: id, runId: id }))).toEqual({ workflowId: id, runId: id });
});
