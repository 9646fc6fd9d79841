import { describe, expect, it } from 'vitest';
import { Finished } from '../../collector/watch/finished.js';
import { t0 } from '../support/model.js';

const minute = 60_000;

describe('executions that are done with', () => {
  it('are remembered as long as a listing can name them, however long that takes', () => {
    const finished = new Finished();
    finished.add('a', t0);
    finished.forget(t0);
    expect(finished.has('a')).toBe(true);
    finished.forget(t0 + 10 * minute);
    expect(finished.has('a')).toBe(false);
  });

  it('tell apart those that were saved with the marks from those added since', () => {
    const finished = new Finished();
    finished.add('a', t0);
    finished.saved();
    finished.add('b', t0);
    expect([...finished.added()]).toEqual([['b', t0]]);
    expect([...finished.all()]).toEqual([
      ['a', t0],
      ['b', t0],
    ]);
  });
});
