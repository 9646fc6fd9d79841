import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { longRangeGroup } from '../../../alerts/long-ranges.js';
import { longRangeFile } from '../../../alerts/prometheus.js';
import { recordedEvery } from '../../../promql/long-ranges.js';
import { valuesFor } from '../../../tools/grafana/queries.js';
import { answersTo } from '../../dashboards/support/answers.js';
import { generatedDashboards } from '../../dashboards/support/generated.js';
import { type Backfilled, startBackfilled } from './support/backfilled.js';
import { fleet } from './support/two-clusters.js';

const hour = 3600;
const scrapeSeconds = 60;
const seconds = 13 * hour;
/** A multiple of the interval of the rules, so that the last record is of the end. */
const start = Math.floor(Date.now() / 1000 / 300) * 300 - seconds;
const end = start + seconds;
const halfADay = { start: end - 12 * hour, end };

let prometheus: Backfilled;
beforeAll(async () => {
  const jobs = ['scraped', 'recorded', 'begun'];
  const input = jobs.flatMap((job) => [...fleet('healthy', job), ...fleet('wasting', job)]);
  const bySeries = new Map(input.map((one) => [one.series, one]));
  const recorded = (job: string, since: number) => ({
    rules: longRangeFile(longRangeGroup(job)),
    since,
    every: recordedEvery,
  });
  prometheus = await startBackfilled(
    [...bySeries.values()],
    { start, seconds, scrapeSeconds },
    {
      recorded: [
        recorded('recorded', 0),
        // The rules were loaded in the middle of the time shown.
        recorded('begun', 7 * hour),
      ],
    },
  );
}, 120_000);
afterAll(() => prometheus?.stop());

const samplesOf = async (dashboard: Dashboard, job: string, range = halfADay) =>
  (await valuesFor(dashboard, prometheus.api, range, new Map([['job', job]]))).get('samples');

/** Every value of each query by its labels, by panel. */
async function asked(dashboard: Dashboard, job: string) {
  const answers = await answersTo(dashboard, { api: prometheus.api, range: halfADay, scrapeSeconds, job });
  return answers.map(({ panel, target, series }) => ({
    query: `${panel} ${target.refId}`,
    series: series
      .map(({ labels, values }) => ({ labels: JSON.stringify(labels), values }))
      .sort((a, b) => a.labels.localeCompare(b.labels)),
  }));
}

describe.each(generatedDashboards.map((dashboard) => [dashboard.title, dashboard] as const))('%s', (_, dashboard) => {
  test('reads what is recorded where that is there for all of a long time range, else what is scraped', async () => {
    expect(await samplesOf(dashboard, 'recorded')).toBe('recorded');
    for (const job of ['scraped', 'begun', 'none']) expect(await samplesOf(dashboard, job)).toBe('scraped|');
    expect(await samplesOf(dashboard, 'recorded', { start: end - 3 * hour, end })).toBe('scraped|');
    // Each of the jobs in view must have its records.
    expect(await samplesOf(dashboard, 'recorded|begun')).toBe('scraped|');
  });

  test.each(['recorded', 'begun'])('shows half a day as it would without these rules (%s)', async (job) => {
    const [withRules, without] = await Promise.all([asked(dashboard, job), asked(dashboard, 'scraped')]);
    expect(withRules.length).toBe(without.length);
    for (const [index, { query, series }] of without.entries()) {
      const { series: found = [] } = withRules[index] ?? {};
      expect([query, found.map(({ labels }) => labels)]).toEqual([query, series.map(({ labels }) => labels)]);
      for (const [at, { values }] of series.entries())
        expect([query, furthest(found[at]?.values ?? [], values)]).toEqual([query, expect.toSatisfy(isSmall)]);
    }
  });
});

const isSmall = (difference: number) => difference < 0.01;

/** The largest difference, as a share of the value. */
function furthest(found: readonly number[], expected: readonly number[]): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  return Math.max(0, ...found.map((value, index) => shareOf(value, expected[index] ?? Number.NaN)));
}

function shareOf(value: number, expected: number): number {
  return Object.is(value, expected) ? 0 : Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-6);
}
