import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { finishInSlices, inSlices } from '../../collector/async/slices.js';

let nowMs = 0;
/** What was done in each turn of the event loop. */
let turns: number[] = [];
let isOver = false;

beforeEach(() => {
  nowMs = 0;
  turns = [0];
  isOver = false;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  const turn = () => {
    turns.push(0);
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

const total = () => turns.reduce((sum, one) => sum + one, 0);
/** 10 ms of them, and as many as are done between two looks at the clock. */
const mostInATurn = 100 + 64;

describe('long work', () => {
  it('over items has no slice much longer than 10 ms', async () => {
    await inSlices(Array(10_000).fill(0), work);
    expect(total()).toBe(10_000);
    expect(Math.max(...turns)).toBeLessThanOrEqual(mostInATurn);
  });

  it('that offers pauses uses them when a slice is over, and ends with its result', async () => {
    function* steps(): Generator<void, string> {
      for (let step = 0; step < 10_000; step += 1) {
        work();
        yield;
      }
      return 'done';
    }
    expect(await finishInSlices(steps())).toBe('done');
    expect(total()).toBe(10_000);
    expect(Math.max(...turns)).toBeLessThanOrEqual(mostInATurn);
  });

  it('that is short is done at once', async () => {
    await inSlices(Array(10).fill(0), work);
    expect(turns).toEqual([10]);
  });
});
