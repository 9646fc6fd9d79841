import { describe, expect, it } from 'vitest';
import { ruleGroups } from '../../../alerts/rules.js';
import { inMs } from '../../../alerts/threshold-kinds.js';
import { from, withCollector } from './at-work.js';
import { firing, stepSeconds, testRules } from './promtool.js';
import { type Scenario, scenarios } from './scenarios.js';
import { type Scraping, scrapedBy, scrapeGridSeconds } from './series.js';

const alerts = ruleGroups().flatMap((group) => group.alerts);
/** Between two evaluations, so that each of them sees the scrape before. */
const offset = 5;

function lastsFor({ alert, severity, seenAfter = 0, lingers = 0 }: Scenario): number {
  const rule = alerts.find((one) => one.name === alert && one.severity === severity);
  if (rule === undefined) throw new Error(`there is no rule ${alert} of severity ${severity}`);
  // Windows over counters fill, and begin with a scrape that may be lost.
  return inMs(rule.for) / 1000 + seenAfter + lingers;
}

const scrapings: readonly (readonly [string, Scraping])[] = [10, 15, 30, 60].map((every) => [
  `scraped every ${every} s, one scrape in eight lost`,
  { every, offset, isLost: (scrape) => scrape % 8 === 5 },
]);

describe.each(scrapings)('%s, off the grid of evaluations,', (_name, scraping) => {
  it.each(scenarios.map((scenario) => [`${scenario.alert} (${scenario.severity})`, scenario] as const))(
    '%s fires for a condition that lasts three scrapes more than it waits',
    async (_alert, scenario) => {
      const end = from + lastsFor(scenario) + 5 * scraping.every;
      const input = withCollector(scenario.series(from, end + 60, 'at', end), end).map((series) =>
        scrapedBy(scraping, end, series),
      );
      expect(input.length).toBeGreaterThan(2);
      await testRules({
        group: 'deadbeat',
        input,
        step: scrapeGridSeconds,
        expect: [{ at: end, expression: firing(scenario.alert), samples: { [`{alertname="${scenario.alert}"}`]: 1 } }],
      });
    },
  );
});

describe('scraped every 60 s, one scrape in eight lost,', () => {
  it.each(scenarios.map((scenario) => [`${scenario.alert} (${scenario.severity})`, scenario] as const))(
    '%s is one alert for as long as its condition lasts',
    async (_alert, scenario) => {
      const scraping = { every: 60, offset: 35, isLost: (scrape: number) => scrape % 8 === 3 };
      const firesBy = from + lastsFor(scenario) + 5 * scraping.every;
      const lasts = 1800;
      const end = firesBy + lasts;
      const input = withCollector(scenario.series(from, end + 60, 'at', end), end).map((series) =>
        scrapedBy(scraping, end, series),
      );
      const evaluations = `sum by (alertname) (count_over_time(ALERTS{alertname="${scenario.alert}", alertstate="firing"}[${lasts}s])) >= bool ${lasts / stepSeconds}`;
      await testRules({
        group: 'deadbeat',
        input,
        step: scrapeGridSeconds,
        expect: [
          {
            at: end,
            expression: evaluations,
            samples: { [`{alertname="${scenario.alert}"}`]: 1 },
          },
        ],
      });
    },
  );
});
