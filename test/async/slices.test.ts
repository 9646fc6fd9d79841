import { describe, expect, it } from 'vitest';
import { finishInSlices, inSlices } from '../../collector/async/slices.js';
import { LoopTurns } from '../support/loop-turns.js';

const loop = new LoopTurns();
const { work } = loop;

/** 10 ms of them, and as many as are done between two looks at the clock. */
const mostInATurn = 100 + 64;

describe('long work', () => {
  it('over items has no slice much longer than 10 ms', async () => {
    await inSlices(Array(10_000).fill(0), work);
    expect(loop.total).toBe(10_000);
    expect(loop.most).toBeLessThanOrEqual(mostInATurn);
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
    expect(loop.total).toBe(10_000);
    expect(loop.most).toBeLessThanOrEqual(mostInATurn);
  });

  it('that is short is done at once', async () => {
    await inSlices(Array(10).fill(0), work);
    expect(loop.perTurn).toEqual([10]);
  });
});
