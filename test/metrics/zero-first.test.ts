import { describe, expect, it } from 'vitest';
import { nameOf, ZeroFirstCounters } from '../../collector/metrics/zero-first.js';
import type { AccountData } from '../../collector/model/account/account-data.js';
import { mapCounters } from '../../collector/model/account/counters.js';

const nothing = mapCounters<AccountData>(() => []);
const labels = { namespace: 'default', task_queue: 'queue', workflow_type: 'type', activity_type: 'activity' };
const some: AccountData = { ...nothing, wasted: [{ labels, value: 5_000, debt: 0 }] };
const series = nameOf('wasted', labels);

/** Somebody who has scraped so often, every so many seconds, and not seen the series yet. */
function scraped(zeroFirst: ZeroFirstCounters, scraper: string, instants: readonly number[]): void {
  for (const second of instants) zeroFirst.atScrape(scraper, nothing, second * 1000);
}

describe('a counter that is new', () => {
  it('is shown at 0 once to somebody who scrapes at a steady pace, and then as it is', () => {
    const zeroFirst = new ZeroFirstCounters();
    scraped(zeroFirst, 'a', [0, 15]);
    expect(zeroFirst.atScrape('a', some, 31_000).has(series)).toBe(true);
    expect(zeroFirst.atScrape('a', some, 45_000).has(series)).toBe(false);
  });

  it('is shown at 0 once to somebody who scrapes several times a second, though not evenly', () => {
    const zeroFirst = new ZeroFirstCounters();
    scraped(zeroFirst, 'a', [0, 0.2]);
    expect(zeroFirst.atScrape('a', some, 600).has(series)).toBe(true);
  });

  it.each([
    ['looks once', []],
    ['looks before and after', [0]],
    ['looks now and then', [0, 5]],
    ['comes back after a long time', [0, 15, 30, 330]],
    ['looks twice within an hour', [0, 3_600]],
  ])('is shown as it is to somebody who %s', (_name, before) => {
    const zeroFirst = new ZeroFirstCounters();
    scraped(zeroFirst, 'a', before);
    const now = (before.at(-1) ?? 0) + 20;
    expect(zeroFirst.atScrape('a', some, now * 1000).has(series)).toBe(false);
  });

  it('is shown at 0 once to each of two who scrape', () => {
    const zeroFirst = new ZeroFirstCounters();
    for (const scraper of ['a', 'b']) scraped(zeroFirst, scraper, [0, 15]);
    for (const scraper of ['a', 'b']) expect(zeroFirst.atScrape(scraper, some, 30_000).has(series)).toBe(true);
    for (const scraper of ['a', 'b']) expect(zeroFirst.atScrape(scraper, some, 45_000).has(series)).toBe(false);
  });
});
