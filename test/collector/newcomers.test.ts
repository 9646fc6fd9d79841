import { describe, expect, it } from 'vitest';
import type { AccountData } from '../../collector/model/account-data.js';
import { Newcomers, nameOf } from '../../collector/newcomers.js';

const nothing: AccountData = {
  ...{ wasted: [], cancelToEnd: [], orphanedMs: [], lostMs: [], lateMs: [], unexamined: [], unreadable: [] },
};
const labels = ['default', 'queue', 'type', 'activity', 'no_heartbeat'];
const some: AccountData = { ...nothing, wasted: [[labels, 5_000, 0]] };
const series = nameOf('wasted', labels);

/** Somebody who has scraped so often, every so many seconds, and not seen the series yet. */
function scraped(newcomers: Newcomers, scraper: string, instants: readonly number[]): void {
  for (const second of instants) newcomers.atScrape(scraper, nothing, second * 1000);
}

describe('a counter that is new', () => {
  it('is shown at 0 once to somebody who scrapes at a steady pace, and then as it is', () => {
    const newcomers = new Newcomers();
    scraped(newcomers, 'a', [0, 15]);
    expect(newcomers.atScrape('a', some, 31_000).has(series)).toBe(true);
    expect(newcomers.atScrape('a', some, 45_000).has(series)).toBe(false);
  });

  it('is shown at 0 once to somebody who scrapes several times a second, though not evenly', () => {
    const newcomers = new Newcomers();
    scraped(newcomers, 'a', [0, 0.2]);
    expect(newcomers.atScrape('a', some, 600).has(series)).toBe(true);
  });

  it.each([
    ['looks once', []],
    ['looks before and after', [0]],
    ['looks now and then', [0, 5]],
    ['comes back after a long time', [0, 15, 30, 330]],
    ['looks twice within an hour', [0, 3_600]],
  ])('is shown as it is to somebody who %s', (_name, before) => {
    const newcomers = new Newcomers();
    scraped(newcomers, 'a', before);
    const now = (before.at(-1) ?? 0) + 20;
    expect(newcomers.atScrape('a', some, now * 1000).has(series)).toBe(false);
  });

  it('is shown at 0 once to each of two who scrape', () => {
    const newcomers = new Newcomers();
    for (const scraper of ['a', 'b']) scraped(newcomers, scraper, [0, 15]);
    for (const scraper of ['a', 'b']) expect(newcomers.atScrape(scraper, some, 30_000).has(series)).toBe(true);
    for (const scraper of ['a', 'b']) expect(newcomers.atScrape(scraper, some, 45_000).has(series)).toBe(false);
  });
});
