import { describe, expect, it, vi } from 'vitest';
import { Turns } from '../../collector/async/turns.js';
import { LoopTurns } from '../support/loop-turns.js';

const loop = new LoopTurns();
const { work } = loop;

const mostInASlice = 101;

describe('Long work of many callers', () => {
  it('has one slice of one caller in a turn of the event loop', async () => {
    const shared = new Turns();
    await Promise.all(Array.from({ length: 20 }, () => shared.each(Array(500).fill(0), work)));
    expect(loop.total).toBe(10_000);
    expect(loop.most).toBeLessThanOrEqual(mostInASlice);
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
    expect(loop.most).toBe(100);
    await expect(shared.each([1], failing)).rejects.toThrow('no');
    await expect(shared.once(() => 1)).resolves.toBe(1);
  });
});
