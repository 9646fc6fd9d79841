import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Turns } from '../../collector/async/turns.js';

let nowMs = 0;
/** How many items were worked on in each turn of the event loop in which there were any. */
let turns: number[] = [];
let isOver = false;

beforeEach(() => {
  nowMs = 0;
  turns = [0];
  isOver = false;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const turn = () => {
    if (turns.at(-1) !== 0) turns.push(0);
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
});

afterEach(() => {
  isOver = true;
  vi.restoreAllMocks();
});

/** An item that takes a tenth of a millisecond. */
function work(): void {
  nowMs += 0.1;
  turns[turns.length - 1] = (turns.at(-1) ?? 0) + 1;
}

const most = () => Math.max(...turns);
const mostInASlice = 101;

describe('Long work of many callers', () => {
  it('has one slice of one caller in a turn of the event loop', async () => {
    const shared = new Turns();
    await Promise.all(Array.from({ length: 20 }, () => shared.each(Array(500).fill(0), work)));
    expect(turns.reduce((sum, items) => sum + items, 0)).toBe(10_000);
    expect(most()).toBeLessThanOrEqual(mostInASlice);
  });

  it('goes on by turns, so that short work ends before long work', async () => {
    const shared = new Turns();
    const ended: string[] = [];
    const caller = async (name: string, items: number) => {
      await shared.each(Array(items).fill(0), work);
      ended.push(name);
    };
    await Promise.all([caller('long', 1_000), caller('short', 10)]);
    expect(ended).toEqual(['short', 'long']);
  });

  it.each([
    [1, 2.5],
    [2, 10],
  ])('of %i rests for %f ms after 10 ms', async (callers, restMs) => {
    const rests = vi.spyOn(globalThis, 'setTimeout');
    const shared = new Turns();
    await Promise.all(Array.from({ length: callers }, () => shared.each(Array(1_000).fill(0), work)));
    expect(rests.mock.calls[0]?.[1]).toBeCloseTo(restMs, 0);
  });

  it('that cannot be divided has a turn of its own, and its result or failure reaches who asked', async () => {
    const shared = new Turns();
    const long = () => {
      for (let item = 0; item < 100; item += 1) work();
      return 'done';
    };
    const failing = () => {
      throw new Error('no');
    };
    const results = await Promise.allSettled([shared.once(long), shared.once(failing), shared.once(long)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(most()).toBe(100);
    await expect(shared.each([1], failing)).rejects.toThrow('no');
    await expect(shared.once(() => 1)).resolves.toBe(1);
  });
});
