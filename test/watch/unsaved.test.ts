import { beforeEach, describe, expect, it } from 'vitest';
import { Unsaved } from '../../collector/watch/unsaved.js';

let values: Map<string, number>;
let unsaved: Unsaved<number>;

beforeEach(() => {
  values = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  unsaved = new Unsaved((key) => values.get(key));
});

const nothing = { changed: [], removed: [] };

describe('what is not saved yet', () => {
  it('is taken once, as it is then', () => {
    unsaved.changed('a');
    unsaved.changed('a');
    values.set('a', 5);
    expect(unsaved.take(0)).toEqual({ changed: [['a', 5]], removed: [] });
    unsaved.saved();
    expect(unsaved.take(0)).toEqual(nothing);
  });

  it('may wait when it changed slightly, and goes with the next save when it changes more', () => {
    unsaved.changedSlightly('a', 100);
    unsaved.changedSlightly('b', 200);
    unsaved.changedSlightly('a', 300);
    expect(unsaved.take(100)).toEqual(nothing);
    expect(unsaved.take(200).changed).toEqual([['a', 1]]);
    unsaved.changed('b');
    unsaved.saved();
    expect(unsaved.take(0).changed).toEqual([['b', 2]]);
  });

  it('goes in portions as far as it may wait', () => {
    for (let index = 0; index < 5_000; index += 1) {
      values.set(`${index}`, index);
      unsaved.changedSlightly(`${index}`, index);
    }
    unsaved.changed('a');
    expect(unsaved.take(10_000).changed).toHaveLength(2_001);
    unsaved.saved();
    expect(unsaved.take(10_000).changed).toHaveLength(2_000);
  });

  it('is removed where it was stored, and changes nothing where it never was', () => {
    unsaved.restored('a');
    for (const key of ['a', 'b']) {
      unsaved.changed(key);
      values.delete(key);
      unsaved.removed(key);
    }
    expect(unsaved.take(0)).toEqual({ changed: [], removed: ['a'] });
    unsaved.saved();
    expect(unsaved.take(0)).toEqual(nothing);
  });

  it('is forgotten where nothing is saved', () => {
    unsaved.changed('a');
    unsaved.changedSlightly('b', 100);
    unsaved.discard();
    expect(unsaved.take(10_000)).toEqual(nothing);
  });

  it('is removed as well when it goes while it is being stored', () => {
    unsaved.changed('a');
    unsaved.take(0);
    values.delete('a');
    unsaved.removed('a');
    unsaved.saved();
    expect(unsaved.take(0)).toEqual({ changed: [], removed: ['a'] });
  });

  it('is taken again after a save that failed, as it is then, for that may have stored it or not', () => {
    unsaved.restored('b');
    unsaved.changed('a');
    values.delete('b');
    unsaved.removed('b');
    unsaved.take(0);
    unsaved.failed();
    values.set('a', 7);
    expect(unsaved.take(0)).toEqual({ changed: [['a', 7]], removed: ['b'] });
    unsaved.failed();
    values.delete('a');
    unsaved.removed('a');
    expect(unsaved.take(0)).toEqual({ changed: [], removed: ['a', 'b'] });
  });
});
