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
    const newcomers = new Newcomers();
    newcomers.atScrape('a', nothing, 0);
    expect(newcomers.atScrape('a', some, 15_000).has(series)).toBe(true);
    expect(newcomers.atScrape('a', some, 30_000).has(series)).toBe(false);
  });

  it('is shown as it is to somebody who looks once', () => {
    expect(new Newcomers().atScrape('a', some, 0).has(series)).toBe(false);
    const long = new Newcomers();
    long.atScrape('a', nothing, 0);
    expect(long.atScrape('a', some, 3_600_000).has(series)).toBe(false);
  });

  it('is shown at 0 once to each of two who scrape', () => {
    const newcomers = new Newcomers();
    for (const scraper of ['a', 'b']) newcomers.atScrape(scraper, nothing, 0);
    for (const scraper of ['a', 'b']) expect(newcomers.atScrape(scraper, some, 15_000).has(series)).toBe(true);
    for (const scraper of ['a', 'b']) expect(newcomers.atScrape(scraper, some, 30_000).has(series)).toBe(false);
  });
});
