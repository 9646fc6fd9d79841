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
    expect(finished.size).toBe(0);
  });

  it('are saved with the next save, and removed from the state once they are forgotten', () => {
    const finished = new Finished();
    finished.restore('restored', t0);
    finished.add('added', t0 + 60 * minute);
    expect(finished.unsaved.take(0)).toEqual({ changed: [['added', t0 + 60 * minute]], removed: [] });
    finished.unsaved.saved();
    finished.forget(t0 + 30 * minute);
    expect(finished.unsaved.take(0)).toEqual({ changed: [], removed: ['restored'] });
  });
});
