import { expect, it } from 'vitest';
import { discovered, type Execution } from '../../collector/model/execution/execution.js';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import { isAtRest } from '../../collector/model/execution/resting.js';
import { Followed } from '../../collector/watch/followed.js';
import { context, descriptionAt, limits, runningActivity, t0 } from '../support/model.js';

const found = (workflowId: string) =>
  discovered({ namespace: 'default', workflowId, runId: 'r', kind: 'workflow', workflowType: 't', taskQueue: 'q' }, t0);
const described = (before: Execution, activities = [runningActivity()]) =>
  foldDescription(before, descriptionAt(t0 + 1_000, activities), context).execution;
const follow = (...executions: readonly Execution[]) => {
  const followed = new Followed(limits, (taskQueue) => taskQueue);
  for (const execution of executions) followed.set(execution.key, execution);
  return followed;
};

it('an execution is the same whether it rests or not, and keeps its place', () => {
  const [a, b, c] = [found('a'), found('b'), found('c')];
  const followed = follow(a, b, c);
  for (const next of [described(b), described(b, []), described(b)]) {
    followed.set(b.key, next);
    expect(followed.get(b.key)).toEqual(next);
    expect([...followed.values()]).toEqual([a, next, c]);
    expect([...followed.awake()]).toEqual(isAtRest(next) ? [] : [next]);
    expect(followed.size).toBe(3);
    expect(followed.gauges.phases.countOf('active')).toBe(next.attempts.size);
  }
  followed.delete(b.key);
  expect([...followed.values()]).toEqual([a, c]);
  expect([followed.has(b.key), followed.get(b.key)]).toEqual([false, undefined]);
  expect(followed.gauges.phases.countOf('active')).toBe(0);
});

it('what has changed since it was asked for is told from what has not', () => {
  const a = found('a');
  const followed = follow(a);
  const asked = followed.get(a.key) as Execution;
  expect(followed.isCurrent(asked)).toBe(true);
  for (const next of [described(a), { ...described(a) }, described(a, []), { ...described(a, []), historyLength: 9 }]) {
    followed.set(a.key, next);
    expect(followed.isCurrent(asked)).toBe(false);
    expect(followed.isCurrent(followed.get(a.key) as Execution)).toBe(true);
  }
  followed.delete(a.key);
  expect(followed.isCurrent(asked)).toBe(false);
});

it('since when those at rest have been observed leaves out all others', () => {
  const [a, b] = [found('a'), found('b')];
  const followed = follow(a, described(b, []));
  expect(followed.restingObservedSince).toBe(t0);
  followed.set(a.key, described(a));
  expect(followed.restingObservedSince).toBe(t0 + 1_000);
  followed.delete(b.key);
  expect(followed.restingObservedSince).toBe(Number.POSITIVE_INFINITY);
});
