import type { AccountData } from './model/account-data.js';

const regularWithinMs = 5 * 60_000;

/**
 * Prometheus counts the increase of a series from the first value it sees. Where somebody scrapes regularly, a counter
 * that is new is shown at 0 once before its value, so that `increase()` misses nothing.
 */
export class Newcomers {
  private readonly shown: Set<string>;
  private scrapedAtMs = Number.NEGATIVE_INFINITY;

  /** @param data series that an earlier run has shown */
  constructor(data: AccountData) {
    this.shown = new Set(seriesOf(data));
  }

  /** The series that this scrape has to show at 0. */
  atScrape(data: AccountData, nowMs: number): ReadonlySet<string> {
    const isRegular = nowMs - this.scrapedAtMs < regularWithinMs;
    this.scrapedAtMs = nowMs;
    const fresh = seriesOf(data).filter((series) => !this.shown.has(series));
    for (const series of fresh) this.shown.add(series);
    return new Set(isRegular ? fresh : []);
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
