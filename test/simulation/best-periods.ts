import { periodSeconds } from '../../collector/model/schedule/value.js';
import type { PolicyFor } from './policy.js';
import type { Timeline } from './timeline.js';

type Type = Timeline['type'];
type Periods = Readonly<{ idleSeconds: number; runningSeconds: number }>;
type Queue = { readonly periodSeconds: number; readonly members: number[]; first: number };

const leastSeconds = 5;

/**
 * How little can be missed by describing every execution of a type at one period while it is idle, and at another while it
 * runs: both are the best for rates and lives that it is told, it knows all executions from the start, and it reads no history.
 */
export const bestPeriods: PolicyFor = (timelines, budgetPerSecond) => {
  const types = [...new Set(timelines.map(({ type }) => type))];
  let [low, high] = [1e-6, 1e3];
  for (let round = 0; round < 60; round++) {
    const price = Math.sqrt(low * high);
    const demand = types.reduce((sum, type) => sum + demandOf(type, periodsAt(price, type)), 0);
    if (demand > budgetPerSecond) low = price;
    else high = price;
  }
  const queuesOf = new Map(
    types.map((type) => {
      const { idleSeconds, runningSeconds } = periodsAt(high, type);
      const idle: Queue = { periodSeconds: idleSeconds, members: [], first: 0 };
      const running: Queue = { periodSeconds: runningSeconds, members: [], first: 0 };
      return [type, { idle, running }];
    }),
  );
  for (const [index, { type }] of timelines.entries()) queuesOf.get(type)?.idle.members.push(index);
  const describedAt = new Float64Array(timelines.length);
  for (const { idle } of queuesOf.values())
    idle.members.forEach((execution, place) => {
      describedAt[execution] = Number.isFinite(idle.periodSeconds)
        ? -idle.periodSeconds * (1 - place / idle.members.length)
        : 0;
    });
  const queues = [...queuesOf.values()].flatMap(({ idle, running }) => [running, idle]);
  return {
    next: (now) => {
      let best: Queue | undefined;
      let bestRatio = 0;
      for (const queue of queues) {
        const execution = queue.members[queue.first];
        if (execution === undefined) continue;
        const ratio = (now - (describedAt[execution] as number)) / queue.periodSeconds;
        if (ratio > bestRatio) [best, bestRatio] = [queue, ratio];
      }
      if (best === undefined) return undefined;
      const execution = best.members[best.first] as number;
      best.first += 1;
      return { execution, task: 'describe' };
    },
    described: (execution, now, { isRunning, isCancelRequested }) => {
      describedAt[execution] = now;
      const queues = queuesOf.get((timelines[execution] as Timeline).type);
      // What is seen to be cancelled has been seen; it comes again when it has most likely ended.
      (isRunning && !isCancelRequested ? queues?.running : queues?.idle)?.members.push(execution);
    },
    read: () => undefined,
  };
};

function periodsAt(price: number, { startsPerIdleSecond, meanLifeSeconds, cancelledShare }: Type): Periods {
  // Of lives that are exponential, cancelled at a random instant.
  const wasted = meanLifeSeconds / 2;
  const cancels = cancelledShare / (meanLifeSeconds - cancelledShare * wasted);
  const runningSeconds = Math.max(leastSeconds, periodSeconds(price, cancels, wasted, wasted));
  const followed = cancelledShare * wasted * Math.exp(-runningSeconds / wasted);
  const worth = (followed + cancels * wasted ** 2) / (1 + cancels * wasted);
  const idleSeconds = Math.max(leastSeconds, periodSeconds(price, startsPerIdleSecond, meanLifeSeconds, worth));
  return { idleSeconds, runningSeconds: Math.min(runningSeconds, idleSeconds) };
}

function demandOf({ executions, startsPerIdleSecond, meanLifeSeconds }: Type, periods: Periods): number {
  const { idleSeconds, runningSeconds } = periods;
  const idleShare = 1 / (1 + startsPerIdleSecond * meanLifeSeconds);
  if (!Number.isFinite(idleSeconds)) return 0;
  const found = (meanLifeSeconds / idleSeconds) * (1 - Math.exp(-idleSeconds / meanLifeSeconds));
  return executions * (idleShare / idleSeconds + ((1 - idleShare) * found) / runningSeconds);
}
