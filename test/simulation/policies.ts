import type { Call, Policy, PolicyFor } from './policy.js';
import type { Timeline } from './timeline.js';

/** One execution after the other; the history at once where it has grown. */
export const sweep: PolicyFor = (timelines) => {
  const histories = new GrownHistories();
  const left = new Set<number>();
  let next = 0;
  const nextOpen = () => {
    while (left.has(next % timelines.length)) next += 1;
    return next++ % timelines.length;
  };
  return {
    next: () => histories.take() ?? { execution: nextOpen(), task: 'describe' },
    described: (execution, _now, { historyLength }) => histories.seen(execution, historyLength),
    read: () => undefined,
    left: (execution) => {
      left.add(execution);
      histories.closed(execution);
    },
  };
};

/**
 * Knows each type's start rate l and mean life L: a description every P seconds catches a share (L/P)(1 − exp(−P/L)) of what
 * starts. Each type is described so often that one more description would catch as much anywhere.
 */
export const knownRates: PolicyFor = (timelines, budgetPerSecond) => {
  const types = [...new Set(timelines.map(({ type }) => type))];
  const valueAtMost = Math.max(...types.map((type) => type.startsPerIdleSecond * type.meanLifeSeconds));
  let low = 0;
  let high = valueAtMost;
  for (let round = 0; round < 60; round++) {
    const price = (low + high) / 2;
    let demand = 0;
    for (const type of types) demand += type.executions / periodAt(price, type);
    if (demand > budgetPerSecond) low = price;
    else high = price;
  }
  return queuedByType(timelines, (type) => periodAt(high, type));
};

/** The same, and what is known to run is described every 8 s, what is known to be cancelled every 4 s, before all others. */
export const knownRatesFollowing: PolicyFor = (timelines, budgetPerSecond) => {
  const policy = knownRates(timelines, budgetPerSecond);
  const follow: { at: number; execution: number }[][] = [[], []];
  const due = new Set<number>();
  return {
    next: (now) => {
      for (const queue of follow) {
        const first = queue[0];
        if (first === undefined || first.at > now) continue;
        queue.shift();
        due.delete(first.execution);
        return { execution: first.execution, task: 'describe' };
      }
      return policy.next(now);
    },
    described: (execution, now, seen) => {
      policy.described(execution, now, seen);
      if (due.has(execution) || !(seen.isRunning || seen.isCancelRequested)) return;
      due.add(execution);
      follow[seen.isCancelRequested ? 0 : 1]?.push({ at: now + (seen.isCancelRequested ? 4 : 8), execution });
    },
    read: policy.read,
  };
};

function periodAt(price: number, { startsPerIdleSecond, meanLifeSeconds }: Timeline['type']): number {
  const y = price / (startsPerIdleSecond * meanLifeSeconds);
  if (y >= 1) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = 50;
  for (let round = 0; round < 60; round++) {
    const x = (low + high) / 2;
    if (1 - Math.exp(-x) * (1 + x) < y) low = x;
    else high = x;
  }
  return high * meanLifeSeconds;
}

/** One FIFO for each type; next comes the type whose first in line is most overdue by its own period. */
function queuedByType(timelines: readonly Timeline[], periodOf: (type: Timeline['type']) => number): Policy {
  const histories = new GrownHistories();
  const queues = new Map<Timeline['type'], { period: number; members: number[]; next: number }>();
  timelines.forEach(({ type }, index) => {
    const queue = queues.get(type) ?? { period: periodOf(type), members: [], next: 0 };
    queues.set(type, queue);
    queue.members.push(index);
  });
  const describedAt = timelines.map((_, index) => {
    const queue = queues.get((timelines[index] as Timeline).type);
    return (
      -Math.min(queue?.period ?? 0, 1e9) * (1 - (queue?.members.indexOf(index) ?? 0) / (queue?.members.length ?? 1))
    );
  });
  const all = [...queues.values()].filter(({ period }) => Number.isFinite(period));
  return {
    next: (now): Call | undefined => {
      const history = histories.take();
      if (history !== undefined) return history;
      let best: (typeof all)[number] | undefined;
      let bestRatio = 0;
      for (const queue of all) {
        const ratio = (now - (describedAt[queue.members[queue.next] as number] as number)) / queue.period;
        if (ratio > bestRatio) [best, bestRatio] = [queue, ratio];
      }
      if (best === undefined) return undefined;
      const execution = best.members[best.next] as number;
      best.next = (best.next + 1) % best.members.length;
      describedAt[execution] = now;
      return { execution, task: 'describe' };
    },
    described: (execution, _now, { historyLength }) => histories.seen(execution, historyLength),
    read: () => undefined,
  };
}

/** A history is read as soon as a description has shown that it has grown. */
export class GrownHistories {
  private readonly lengths: (number | undefined)[] = [];
  private readonly grown: number[] = [];

  seen(execution: number, length: number): void {
    const before = this.lengths[execution];
    if (before !== undefined && length > before) this.grown.push(execution);
    this.lengths[execution] = length;
  }

  /** What a described one did up to its close is read from history. */
  closed(execution: number): void {
    if (this.lengths[execution] !== undefined) this.grown.push(execution);
  }

  take(): Call | undefined {
    const execution = this.grown.shift();
    return execution === undefined ? undefined : { execution, task: 'history' };
  }
}
