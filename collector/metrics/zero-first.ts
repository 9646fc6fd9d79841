import type { AccountData } from '../model/account/account-data.js';
import { type CounterName, counterNames, counters } from '../model/account/counters.js';
import type { AnyLabels } from '../model/account/series.js';

const regularWithinMs = 5 * 60_000;
/** Two gaps between scrapes in a row differ by no more than this share of the longer, or this time. */
const sameGapWithin = 0.25;
const sameGapWithinMs = 250;
const scrapersAtMost = 16;

type Scraper = Readonly<{ lastMs: number; gapMs: number; shown: ReadonlySet<string> }>;

/**
 * Prometheus counts the increase of a series from the first value it sees. To whoever scrapes at a steady pace, from the
 * third time on, a counter that is new is shown at 0 once before its value, so that `increase()` misses nothing. Everybody
 * else sees the value at once.
 */
export class ZeroFirstCounters {
  private readonly scrapers = new Map<string, Scraper>();

  /** The series that this scrape has to show at 0. `scraper` tells one of a pair of Prometheus from the other. */
  atScrape(scraper: string, data: AccountData, nowMs: number): ReadonlySet<string> {
    const known = this.scrapers.get(scraper);
    const series = seriesOf(data);
    const gapMs = nowMs - (known?.lastMs ?? Number.NEGATIVE_INFINITY);
    this.scrapers.delete(scraper);
    this.scrapers.set(scraper, { lastMs: nowMs, gapMs, shown: new Set(series) });
    for (const [oldest] of this.scrapers) if (this.scrapers.size > scrapersAtMost) this.scrapers.delete(oldest);
    if (known === undefined || !isSteady(gapMs, known.gapMs)) return new Set();
    return new Set(series.filter((one) => !known.shown.has(one)));
  }
}

function isSteady(gapMs: number, gapBeforeMs: number): boolean {
  const longer = Math.max(gapMs, gapBeforeMs);
  const tolerated = Math.max(sameGapWithin * longer, sameGapWithinMs);
  return longer <= regularWithinMs && Math.abs(gapMs - gapBeforeMs) <= tolerated;
}

const shown = counterNames.filter((name) => counters[name].zeroFirst);

/** One string for each series of the account. */
export function nameOf(counter: CounterName, labels: AnyLabels): string {
  return JSON.stringify([counter, labels]);
}

function seriesOf(data: AccountData): string[] {
  return shown.flatMap((counter) => data[counter].map(({ labels }) => nameOf(counter, labels)));
}
