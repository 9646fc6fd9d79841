import { expect, it } from 'vitest';
import type { RunningActivity } from '../../collector/model/activity/activity.js';
import type { Execution } from '../../collector/model/execution/execution.js';
import { Runs } from '../../collector/watch/runs.js';
import { newExecution, runningActivity, t0 } from '../support/model.js';

it('attempts that are gone are forgotten though no one asks for them, as on a shard that shows no slots', () => {
  const runs = new Runs();
  const running: Execution = { ...newExecution(), activities: [runningActivity()] };
  for (let second = 0; second < 3_600; second += 1)
    for (let index = 0; index < 10; index += 1) runs.note(running, newExecution(), t0 + second * 1_000);
  // Those of the last five minutes, and at most as many again that wait to be forgotten: at t0, all would be recent.
  expect([...runs.all([], t0)].length).toBeLessThanOrEqual(2 * 300 * 10);
  expect([...runs.all([], t0 + 3_600_000)].length).toBeLessThanOrEqual(300 * 10);
});

it('an attempt is gone once: when a description no longer shows it, or shows another attempt', () => {
  const runs = new Runs();
  const described = (activities: readonly RunningActivity[]): Execution => ({
    ...newExecution(),
    activities,
    attempts: new Map(activities.map((activity) => [activity.activityId, { activity, seenAt: t0 }])),
  });
  const [first, retried] = [runningActivity(), runningActivity({ attemptStartedAt: t0 + 5_000 })];
  const before = described([first]);
  const goneOf = () => [...runs.all([], t0)].map(({ startedAt }) => startedAt);
  runs.note(before, described([{ ...first }]), t0);
  // History shows the end before a description does.
  runs.note(before, { ...before, attempts: new Map() }, t0);
  expect(goneOf()).toEqual([]);
  runs.note(before, described([retried]), t0);
  expect(goneOf()).toEqual([first.attemptStartedAt]);
  runs.note(described([retried]), described([]), t0);
  expect(goneOf()).toEqual([first.attemptStartedAt, retried.attemptStartedAt]);
});
