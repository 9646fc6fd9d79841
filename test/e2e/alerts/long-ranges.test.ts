import { describe, it } from 'vitest';
import { longRangeRecord, type RecordedKey } from '../../../promql/long-ranges.js';
import { hour } from './at-work.js';
import { rarely } from './collectors.js';
import { testRules } from './promtool.js';
import { kind } from './scenario.js';
import { type At, between, scraped, scrapedBy, scrapeGridSeconds, target, targetUp } from './series.js';

const end = 6 * hour;
const { namespace } = kind;
const wasted = { ...kind, reason: 'no_heartbeat' };

/** What the records of the six hours add up to. */
async function expectSum(key: RecordedKey, value: number, at: At, isThere: At = () => 1): Promise<void> {
  const while1 =
    (inner: At): At =>
    (second) =>
      isThere(second) === 1 ? inner(second) : undefined;
  const input = [
    targetUp(end, isThere),
    scraped(
      'up',
      { namespace },
      end,
      while1(() => 1),
    ),
    key === 'activities'
      ? scraped('activities', { ...kind, state: 'started' }, end, while1(at))
      : scraped('wastedSeconds', wasted, end, while1(at)),
  ];
  await testRules({
    only: 'deadbeat.long_ranges',
    evaluateEvery: 300,
    step: scrapeGridSeconds,
    input: input.map((series) => scrapedBy(rarely, end, series)),
    expect: [
      {
        at: end,
        expression: `sum by (job, instance, samples) (sum_over_time(${longRangeRecord(key)}[6h])) `,
        samples: { [`{job="${target.job}", instance="${target.instance}", samples="recorded"}`]: value },
      },
    ],
  });
}

describe('what is recorded for long ranges adds up to what was counted', () => {
  it('although scrapes are rare and lost, and most of it came at once', async () => {
    await expectSum('wastedSeconds', 43_200 + 60, (second) => (second < 4 * hour + 280 ? 60 : 43_320));
  });

  it('without what a counter had counted before its first scrape', async () => {
    await expectSum('wastedSeconds', 500, (second) => (second < hour ? undefined : second < 2 * hour ? 9000 : 9500));
  });

  it('across a collector that was away for half an hour, and one that begins again at 0', async () => {
    const away = between(2 * hour + 70, 2.5 * hour + 70, 0, 1);
    await expectSum('wastedSeconds', 700, (second) => (second < 2.2 * hour ? 100 : 800), away);
    await expectSum('wastedSeconds', 40, (second) => (second < 3 * hour ? 100 : second < 4 * hour ? 10 : 40));
  });
});

it('what is recorded of running activities is their average, where they were not there counting as 0', async () => {
  // Ten for one hour of six, in 72 records.
  await expectSum('activities', 120, between(hour + 35, 2 * hour + 35, 10));
});
