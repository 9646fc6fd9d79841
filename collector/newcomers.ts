import type { AccountData } from './model/account-data.js';

const regularWithinMs = 5 * 60_000;
const scrapersAtMost = 16;

type Scraper = { lastMs: number; shown: Set<string> };

/**
 * Prometheus counts the increase of a series from the first value it sees. To whoever scrapes regularly, a counter that is
 * new is shown at 0 once before its value, so that `increase()` misses nothing.
 */
export class Newcomers {
  private readonly scrapers = new Map<string, Scraper>();

  /** The series that this scrape has to show at 0. `scraper` tells one of a pair of Prometheus from the other. */
  atScrape(scraper: string, data: AccountData, nowMs: number): ReadonlySet<string> {
    const known = this.scrapers.get(scraper);
    const series = seriesOf(data);
    this.scrapers.delete(scraper);
    this.scrapers.set(scraper, { lastMs: nowMs, shown: new Set(series) });
    for (const [oldest] of this.scrapers) if (this.scrapers.size > scrapersAtMost) this.scrapers.delete(oldest);
    if (known === undefined || nowMs - known.lastMs > regularWithinMs) return new Set();
    return new Set(series.filter((one) => !known.shown.has(one)));
  }
}

const counters = ['wasted', 'cancelToEnd', 'orphanedMs', 'lostMs'] as const;

/** One string for each series of the account. */
export function nameOf(counter: (typeof counters)[number], labels: readonly string[]): string {
  return JSON.stringify([counter, labels]);
}

function seriesOf(data: AccountData): string[] {
  return counters.flatMap((counter) => data[counter].map(([labels]) => nameOf(counter, labels)));
}
