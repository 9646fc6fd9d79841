import { describe, expect, it } from 'vitest';
import type { AccountData } from '../../collector/model/account-data.js';
import { Newcomers, nameOf } from '../../collector/newcomers.js';

const nothing: AccountData = {
  ...{ wasted: [], cancelToEnd: [], orphanedMs: [], lostMs: [], lateMs: [], unexamined: [], unreadable: [] },
};
const labels = ['default', 'queue', 'type', 'activity', 'no_heartbeat'];
const some: AccountData = { ...nothing, wasted: [[labels, 5_000, 0]] };
const series = nameOf('wasted', labels);

describe('a counter that is new', () => {
  it('is shown at 0 once to somebody who scrapes regularly, and then as it is', () => {
    const newcomers = new Newcomers(nothing);
    newcomers.atScrape(nothing, 0);
    expect(newcomers.atScrape(some, 15_000).has(series)).toBe(true);
    expect(newcomers.atScrape(some, 30_000).has(series)).toBe(false);
  });

  it('is shown as it is to somebody who looks once', () => {
    expect(new Newcomers(nothing).atScrape(some, 0).has(series)).toBe(false);
    const long = new Newcomers(nothing);
    long.atScrape(nothing, 0);
    expect(long.atScrape(some, 3_600_000).has(series)).toBe(false);
  });

  it('is not new after a restart that has read it back', () => {
    const newcomers = new Newcomers(some);
    newcomers.atScrape(some, 0);
    expect(newcomers.atScrape(some, 15_000).size).toBe(0);
  });
});
