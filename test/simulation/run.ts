import { seeded } from '../support/random.js';
import { ArrivingWorkflows, type OfArrivals } from './arrivals.js';
import type { PolicyFor } from './policy.js';
import type { Population } from './population.js';
import { type Timeline, timelinesOf } from './timeline.js';
import { truthOf } from './truth.js';

/** Of the executions that are open from the start on. */
export type Result = Readonly<{
  /** From the request to the first description that showed it, of all that one did, in seconds, shortest first. */
  delays: readonly number[];
  /** Share of the wasted seconds of those episodes that no description caught before their end. */
  missedShare: number;
  /** Share of the wasted seconds that had passed before the first description that showed them. */
  unseenShare: number;
  wastedSeconds: number;
  describes: number;
  histories: number;
  ofArrivals: OfArrivals | undefined;
}>;

export type RunOptions = Readonly<{
  population: Population;
  policy: PolicyFor;
  budgetPerSecond: number;
  seconds: number;
  seed: number;
  fromSeconds?: number;
  toSeconds?: number;
}>;

/** One policy against one timeline. The same seed gives every policy the same truth. */
export function simulate({
  population,
  policy: policyFor,
  budgetPerSecond,
  seconds,
  seed,
  fromSeconds = 0,
  toSeconds = seconds,
}: RunOptions): Result {
  const timelines = timelinesOf(population, seed);
  const { length: fromTheStart } = timelines;
  const policy = policyFor(timelines, budgetPerSecond);
  const random = seeded(seed);
  const { arrivals } = population;
  const arriving = arrivals === undefined ? undefined : new ArrivingWorkflows(arrivals, seed, timelines, policy);
  const massCancels = [...(population.massCancels ?? [])];
  let describes = 0;
  let histories = 0;
  for (let step = 0; step < seconds * budgetPerSecond; step++) {
    const now = step / budgetPerSecond;
    arriving?.until(now);
    while (massCancels[0] !== undefined && massCancels[0].at <= now) {
      const { share } = massCancels.shift() as { share: number };
      for (const timeline of timelines)
        if (timeline.type === population.types[0] && random() < share) timeline.cancel(now);
    }
    const call = policy.next(now);
    if (call === undefined) continue;
    const timeline = timelines[call.execution] as Timeline;
    if (call.task === 'describe') {
      describes += 1;
      arriving?.described(call.execution, now);
      policy.described(call.execution, now, timeline.describe(now));
    } else {
      histories += 1;
      policy.read(call.execution, now, timeline.readHistory(now));
    }
  }
  const delays: number[] = [];
  for (const timeline of timelines.slice(0, fromTheStart)) {
    timeline.advance(seconds);
    for (const { requestedAt, firstSeenAt } of timeline.wasted)
      if (firstSeenAt !== undefined && requestedAt >= fromSeconds) delays.push(firstSeenAt - requestedAt);
  }
  const { wastedSeconds, missedSeconds, unseenSeconds } = truthOf(
    timelines.slice(0, fromTheStart),
    fromSeconds,
    toSeconds,
  );
  return {
    missedShare: missedSeconds / wastedSeconds,
    unseenShare: unseenSeconds / wastedSeconds,
    ...{ wastedSeconds, describes, histories },
    ofArrivals: arriving?.result(seconds, fromSeconds, toSeconds),
    delays: delays.sort((a, b) => a - b),
  };
}
