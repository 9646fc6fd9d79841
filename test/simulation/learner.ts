import { GrownHistories } from './policies.js';
import type { Policy, PolicyFor } from './policy.js';
import { eventsPerActivity } from './timeline.js';

const activeEverySeconds = 8;
const cancelledEverySeconds = 4;
const lifeGuessedSeconds = 60;

/** The learner that the issue describes, as a measure for ours. */
export const describedLearner: PolicyFor = (timelines, budget): Policy => {
  const histories = new GrownHistories();
  type TypeState = { members: number[]; head: number; starts: number; idle: number; period: number; size: number };
  const states = new Map<unknown, TypeState>();
  const stateOf = timelines.map(({ type }) => {
    const state = states.get(type) ?? { members: [], head: 0, starts: 0, idle: 0, period: 1e9, size: 0 };
    states.set(type, state);
    return state;
  });
  const all = [...states.values()];
  for (const [index, state] of stateOf.entries()) state.members.push(index);
  const describedAt = new Float64Array(timelines.length).fill(Number.NaN);
  const length = new Int32Array(timelines.length);
  const due: { at: number; execution: number }[] = [];
  const follow: { at: number; execution: number }[] = [];
  let adjustedAt = Number.NEGATIVE_INFINITY;
  let followCalls = 0;
  let followRate = 0;
  const fresh = timelines.map((_, index) => index);
  const adjust = (now: number) => {
    followRate = Number.isFinite(adjustedAt) ? followCalls / Math.max(1e-9, now - adjustedAt) : 0;
    followCalls = 0;
    adjustedAt = now;
    const starts = all.reduce((sum, state) => sum + state.starts, 0);
    const idle = all.reduce((sum, state) => sum + state.idle, 0);
    const mean = idle > 0 ? starts / idle : 1e-4;
    const rates = all.map((state) => (state.starts + 1) / (state.idle + 1 / Math.max(mean, 1e-9)));
    const left = Math.max(budget * 0.05, budget - followRate);
    let low = 0;
    let high = Math.max(...rates) * lifeGuessedSeconds;
    for (let round = 0; round < 40; round++) {
      const price = (low + high) / 2;
      let demand = 0;
      all.forEach((state, index) => {
        state.period = periodAt(price, rates[index] as number);
        demand += (state.members.length - state.head) / state.period;
      });
      if (demand > left) low = price;
      else high = price;
    }
  };
  return {
    next: (now) => {
      if (now - adjustedAt >= 5) adjust(now);
      const history = histories.take();
      if (history !== undefined) {
        followCalls += 1;
        return history;
      }
      if (follow[0] !== undefined && follow[0].at <= now) {
        followCalls += 1;
        return { execution: pop(follow), task: 'describe' };
      }
      const newest = fresh.shift();
      if (newest !== undefined) return { execution: newest, task: 'describe' };
      let best: TypeState | undefined;
      let bestRatio = 0;
      for (const state of all) {
        if (state.head >= state.members.length) continue;
        const ratio = (now - (describedAt[state.members[state.head] as number] as number)) / state.period;
        if (ratio > bestRatio) [best, bestRatio] = [state, ratio];
      }
      if (best === undefined) return undefined;
      return { execution: best.members[best.head++] as number, task: 'describe' };
    },
    described: (execution, now, seen) => {
      const state = stateOf[execution] as TypeState;
      const before = describedAt[execution] as number;
      histories.seen(execution, seen.historyLength);
      const isFirst = Number.isNaN(before);
      const since = isFirst ? (timelines[execution]?.startedAt ?? 0) : before;
      const grown = Math.max(
        0,
        (seen.historyLength - (isFirst ? 3 : (length[execution] as number))) / eventsPerActivity,
      );
      state.starts += grown;
      state.idle += Math.max(0, now - since - grown * lifeGuessedSeconds);
      describedAt[execution] = now;
      length[execution] = seen.historyLength;
      if (isFirst) {
        const index = state.members.indexOf(execution);
        if (index >= state.head) state.members.splice(index, 1);
      }
      if (seen.isCancelRequested || seen.isRunning)
        push(follow, { at: now + (seen.isCancelRequested ? cancelledEverySeconds : activeEverySeconds), execution });
      else state.members.push(execution);
      if (state.head > 5_000) {
        state.members.splice(0, state.head);
        state.head = 0;
      }
    },
    read: () => undefined,
  };
  function pop(heap: typeof due): number {
    const index = heap.reduce((least, one, at) => (one.at < (heap[least]?.at ?? 0) ? at : least), 0);
    const execution = heap[index]?.execution as number;
    heap.splice(index, 1);
    return execution;
  }
  function push(heap: typeof due, one: (typeof due)[number]): void {
    let at = heap.length;
    while (at > 0 && (heap[at - 1]?.at ?? 0) > one.at) at--;
    heap.splice(at, 0, one);
  }
};

function periodAt(price: number, rate: number): number {
  const y = price / (rate * lifeGuessedSeconds);
  if (y >= 1) return 3_600;
  let low = 0;
  let high = 50;
  for (let round = 0; round < 30; round++) {
    const x = (low + high) / 2;
    if (1 - Math.exp(-x) * (1 + x) < y) low = x;
    else high = x;
  }
  return Math.min(3_600, high * lifeGuessedSeconds);
}
