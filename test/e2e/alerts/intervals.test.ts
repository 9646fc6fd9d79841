import { expect, it } from 'vitest';
import { from, withCollector } from './at-work.js';
import { type Expectation, type InputSeries, stepSeconds, testRules } from './promtool.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';
import { type Scraping, scrapedBy, scrapeGridSeconds } from './series.js';
import { firesThere, ruleOf, sideBySide } from './side-by-side.js';

/** Of the condition, until the alert fires at the latest. */
function lastsFor(scenario: Scenario, { every }: Scraping): number {
  const { seenAfter = 0, lingers = 0 } = scenario;
  // Windows over counters fill, and begin with a scrape that may be lost.
  return ruleOf(scenario).forSeconds + seenAfter + lingers + 5 * every;
}

const test = (scraping: Scraping, input: readonly InputSeries[], end: number, expected: readonly Expectation[]) =>
  testRules({
    group: 'deadbeat',
    input: input.map((series) => scrapedBy(scraping, end, series)),
    step: scrapeGridSeconds,
    expect: expected,
  });

const latest = (scraping: Scraping) => from + Math.max(...scenarios.map((scenario) => lastsFor(scenario, scraping)));

// Five seconds: between two evaluations, so that each of them sees the scrape before.
const scrapings: readonly (readonly [string, Scraping])[] = [10, 15, 30, 60].map((every) => [
  `scraped every ${every} s, one scrape in eight lost`,
  { every, offset: 5, isLost: (scrape) => scrape % 8 === 5 },
]);

it.each(scrapings)(
  '%s, off the grid of evaluations, each alert fires for a condition that lasts three scrapes more than it waits',
  async (_name, scraping) => {
    const end = latest(scraping);
    const input = sideBySide(scenarios, (scenario) => {
      const endsAt = from + lastsFor(scenario, scraping) + 60;
      return withCollector(scenario.series(from, endsAt, 'at', end), end);
    });
    expect(input.length).toBeGreaterThan(2 * scenarios.length);
    const expected = scenarios.map((scenario) => firesThere(scenario, from + lastsFor(scenario, scraping), true));
    await test(scraping, input, end, expected);
  },
);

it('scraped every 60 s, one scrape in eight lost, each alert is one for as long as its condition lasts', async () => {
  const scraping = { every: 60, offset: 35, isLost: (scrape: number) => scrape % 8 === 3 };
  const lasts = 1800;
  const end = latest(scraping) + lasts;
  const input = sideBySide(scenarios, (scenario) => withCollector(scenario.series(from, end + 60, 'at', end), end));
  const expected = scenarios.map((scenario) => {
    const at = from + lastsFor(scenario, scraping) + lasts;
    const { expression, ...rest } = firesThere(scenario, at, true);
    const evaluations = expression.replace(/ALERTS\{[^}]*\}/, (selector) => `count_over_time(${selector}[${lasts}s])`);
    return { ...rest, expression: `${evaluations.replace('group', 'sum')} >= bool ${lasts / stepSeconds}` };
  });
  await test(scraping, input, end, expected);
});
