import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answersTo } from '../../dashboards/support/answers.js';
import { generatedDashboards } from '../../dashboards/support/generated.js';
import { type Backfilled, startBackfilled } from './support/backfilled.js';
import { fleet } from './support/two-clusters.js';
import { whatTheyWasted } from './support/two-clusters-wasted.js';

const scrapeSeconds = 30;
const seconds = 3600;
const rangeSeconds = 1800;
const start = Math.floor(Date.now() / 1000 / 60) * 60 - seconds;
const stopsAt = seconds - rangeSeconds - 600;

let prometheus: Backfilled;
beforeAll(async () => {
  const input = [
    ...fleet('healthy', 'healthy'),
    ...fleet('wasting', 'wasting'),
    // The second shard of a cluster does not answer, or Prometheus no longer knows of it.
    ...fleet('healthy', 'down', (second) => (second < stopsAt ? 1 : 0)),
    ...fleet('healthy', 'gone', (second) => (second < stopsAt ? 1 : undefined)),
  ];
  // What a collector says of its waste takes the place of what it says of the same series in health.
  const bySeries = new Map(input.map((one) => [one.series, one]));
  prometheus = await startBackfilled([...bySeries.values()], { start, seconds, scrapeSeconds });
});
afterAll(() => prometheus?.stop());

/** The last value of each series by its labels, by dashboard, panel and query. */
async function asked(job: string) {
  const range = { start: start + seconds - rangeSeconds, end: start + seconds };
  const answers: Record<string, Record<string, number>> = {};
  for (const dashboard of generatedDashboards)
    for (const { panel, target, series } of await answersTo(dashboard, {
      api: prometheus.api,
      range,
      scrapeSeconds,
      job,
    })) {
      const named = series.map(({ labels, values }) => {
        const value = Number((values.at(-1) ?? Number.NaN).toFixed(3));
        return [Object.values(labels).sort().join(' '), value] as const;
      });
      answers[`${dashboard.uid?.replace('deadbeat-', '')}: ${panel} ${target.refId}`] = Object.fromEntries(named);
    }
  return answers;
}

/** Panels about waste: all of their values are 0 on a cluster where nothing is wasted. */
const isAboutWaste = (name: string) =>
  !name.startsWith('collector: ') && !/^heartbeats: Activity slots|Figures complete/.test(name);

describe('every query of every dashboard', () => {
  test('says unknown where there is no Deadbeat', async () => {
    const answered = Object.entries(await asked('none')).filter(([, series]) => Object.keys(series).length > 0);
    expect(answered).toEqual([]);
  });

  test('says 0 or unknown of waste on two healthy clusters', async () => {
    const answers = await asked('healthy');
    const values = Object.entries(answers).flatMap(([name, series]) =>
      isAboutWaste(name) ? Object.values(series) : [],
    );
    expect(values.length).toBeGreaterThan(30);
    expect(values.filter((value) => value !== 0)).toEqual([]);
    expect(answers['wasted-work: Figures complete? A']).toEqual({ '': 1 });
  });

  test('says what two clusters waste, the shards of the one added and the pair of the other merged', async () => {
    expect(await asked('wasting')).toMatchObject(whatTheyWasted);
  });

  test.each(['down', 'gone'])('says no 0 of waste while a shard is %s', async (job) => {
    const answers = await asked(job);
    const zeros = Object.entries(answers).filter(
      ([name, series]) => isAboutWaste(name) && Object.values(series).includes(0),
    );
    expect(zeros).toEqual([]);
    for (const panel of [
      'Share of waste that was not seen live',
      'Label sets folded together',
      'Failed writes of the state file',
    ])
      expect(Object.values(answers[`collector: ${panel} A`] ?? {})).not.toContain(0);
    expect(answers['wasted-work: Figures complete? A']).toEqual({ '': 0 });
    expect(answers['collector: Sees everything? A']).toEqual({ '': 0 });
  });
});
