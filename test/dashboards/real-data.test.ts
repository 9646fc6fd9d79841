import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { annotationsOf, fillIn, panelsOf } from '../../tools/grafana/queries.js';
import { waitFor } from '../../tools/wait-for.js';
import { type Answer, answersTo, type Question } from './support/answers.js';
import { generatedDashboards } from './support/generated.js';
import { type Cases, type ObservedCluster, observe, scrapeSeconds } from './support/observed-cluster.js';

const cases = {
  blind: { activity: 'blind', workMs: 21_000, startToCloseMs: 20_000, cancelAfterMs: 1_000 },
  batch: { activity: 'batchItem', count: 10, workMs: 16_000, startToCloseMs: 15_000, cancelAfterMs: 2_000 },
  ignoring: {
    activity: 'ignoring',
    workMs: 18_000,
    startToCloseMs: 60_000,
    heartbeatTimeoutMs: 4_000,
    cancelAfterMs: 1_000,
  },
  heartbeating: {
    activity: 'heartbeating',
    workMs: 60_000,
    startToCloseMs: 60_000,
    heartbeatTimeoutMs: 5_000,
    cancelAfterMs: 1_000,
  },
} as const satisfies Cases;

const [wastedWork, ...others] = ['wasted-work', 'heartbeats', 'collector'].map(
  (name) => generatedDashboards.find(({ uid }) => uid === `deadbeat-${name}`) ?? expect.fail(`no dashboard ${name}`),
);
if (wastedWork === undefined) throw new Error('no first dashboard');

let cluster: ObservedCluster;
beforeAll(async () => {
  // By then what listens has stopped, and what was told and goes on is past its grace.
  cluster = await observe(cases, 12_000);
}, 120_000);
afterAll(() => cluster?.stop());

const on = (job: string, end = cluster.endedAt): Question => ({
  api: cluster.api,
  range: { start: cluster.startedAt, end },
  scrapeSeconds,
  job,
});
const answersOf = (answers: readonly Answer[], panel: string, refId = 'A') =>
  answers.find((answer) => answer.panel === panel && answer.target.refId === refId)?.series ??
  expect.fail(`no panel ${panel}`);
const wastedSeconds = (type?: string) =>
  cluster.truth
    .filter(({ activityType }) => type === undefined || activityType === type)
    .reduce((sum, { requestedAt, endedAt }) => sum + (endedAt - requestedAt) / 1000, 0);
/** The counters of wasted time at their first and last scrape. */
async function wastedCounters() {
  const seconds = cluster.endedAt - cluster.startedAt + 10;
  const series = await cluster.api.samples('deadbeat_wasted_seconds_total{job="busy"}', seconds, cluster.endedAt);
  return series.map(({ metric, values }) => ({
    type: metric.activity_type,
    first: Number(values[0]?.[1]),
    last: Number(values.at(-1)?.[1]),
    samples: values.length,
  }));
}
const figure = (answers: readonly Answer[], panel: string) =>
  answersOf(answers, panel).map(({ values }) => values.at(-1));

describe('on a cluster where activities run after their cancel', () => {
  test('every query is answered with data, carrying the labels of its legend', async () => {
    for (const dashboard of generatedDashboards)
      for (const { panel, target, series } of await answersTo(dashboard, on('busy', cluster.inTheMiddleAt))) {
        const name = `${dashboard.title}, ${panel}, ${target.refId}`;
        // Only passes that were skipped have something to say there.
        if (!/passes_skipped_total/.test(target.expr)) expect([name, series.length > 0]).toEqual([name, true]);
        const named = [...(target.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label as string);
        for (const { labels } of series)
          for (const label of named.filter((one) => one !== 'code'))
            expect([name, labels[label]]).toEqual([name, expect.anything()]);
      }
  });

  test('the annotations are answered, and the start of the collector is marked when it happened', async () => {
    const values = new Map([
      ['job', 'busy'],
      ['namespace', '.+'],
    ]);
    const range = { start: cluster.startedAt, end: cluster.endedAt };
    const [alerts, starts] = annotationsOf(wastedWork);
    expect(await cluster.api.range(fillIn(alerts?.expr ?? '', values), range, 1)).toEqual([]);
    const [mark] = await cluster.api.range(fillIn(starts?.expr ?? '', values), range, 1);
    const markedAt = Number(mark?.values[0]?.[1]) / 1000;
    expect(markedAt).toBeGreaterThan(cluster.startedAt - 60);
    expect(markedAt).toBeLessThan(cluster.startedAt);
  });

  test('the figures of the moment are those of history', async () => {
    const at = cluster.inTheMiddleAt;
    const answers = await answersTo(wastedWork, on('busy', at));
    const runningThen = cluster.truth.filter(
      ({ requestedAt, endedAt }) => requestedAt / 1000 < at && endedAt / 1000 > at,
    );
    expect(runningThen).toHaveLength(12);
    expect(figure(answers, 'Running after their cancel')).toEqual([12]);
    expect(figure(answers, 'Will not stop by themselves')).toEqual([12]);
    expect(figure(answers, 'Cost per hour, in $currency')).toEqual([12]);
    expect(figure(answers, 'Figures complete?')).toEqual([1]);

    const oldest = Math.max(...runningThen.map(({ requestedAt }) => at - requestedAt / 1000));
    const [shown = Number.NaN] = figure(answers, 'Oldest open request');
    // As old as the last scrape, of which a busy machine may miss one or two.
    expect(Math.abs(shown - oldest)).toBeLessThan(3 * scrapeSeconds);

    const offenders = answersOf(answers, 'Running longest after their cancel');
    expect(offenders).toHaveLength(12);
    expect(new Set(offenders.map(({ labels }) => labels.reason))).toEqual(new Set(['no_heartbeat', 'ignoring_cancel']));
  });

  test('the counters end at what history says', async () => {
    const counters = await wastedCounters();
    for (const type of ['batchItem', 'blind', 'heartbeating', 'ignoring']) {
      const counted = counters.filter((one) => one.type === type).reduce((sum, { last }) => sum + last, 0);
      expect(Math.abs(counted - wastedSeconds(type))).toBeLessThan(0.1);
    }
  });

  test('the time wasted in the range is what the counters grew by, and what increase() extrapolates', async () => {
    const answers = await answersTo(wastedWork, on('busy'));
    const counters = await wastedCounters();
    const bounds = (type?: string) => {
      const chosen = counters.filter((one) => type === undefined || one.type === type);
      const least = chosen.reduce((sum, { last, first }) => sum + last - first, 0);
      // At each end of the range increase() adds up to 1.1 intervals between samples.
      const most = chosen.reduce(
        (sum, { last, first, samples }) => sum + (last - first) * (1 + 2.2 / (samples - 1)),
        0,
      );
      return { least: least - 0.001, most: most + 0.001 };
    };
    const [total = Number.NaN] = figure(answers, 'Time wasted');
    expect(total).toBeGreaterThan(bounds().least);
    expect(total).toBeLessThan(bounds().most);
    // What a counter had counted at its first scrape is all that the panel misses of history.
    const missed = counters.reduce((sum, { first }) => sum + first, 0);
    expect(total + missed).toBeGreaterThan(wastedSeconds() - 0.1);

    const rows = answersOf(answers, 'Time wasted and its cost, in $currency');
    const costs = answersOf(answers, 'Time wasted and its cost, in $currency', 'B');
    expect(rows.map(({ labels }) => labels.activity_type).sort()).toEqual([
      'batchItem',
      'blind',
      'heartbeating',
      'ignoring',
    ]);
    for (const {
      labels,
      values: [wasted = Number.NaN],
    } of rows) {
      const { least, most } = bounds(labels.activity_type);
      expect(wasted).toBeGreaterThan(least);
      expect(wasted).toBeLessThan(most);
      const cost = costs.find((one) => one.labels.activity_type === labels.activity_type)?.values[0];
      expect(cost).toBeCloseTo(wasted / 3600, 9);
    }
  });

  test('the activities that ran for nothing are stacked by every reason that they had', async () => {
    const answers = await answersTo(wastedWork, on('busy'));
    const reasons = answersOf(answers, 'Activities running for nothing, by reason');
    const highest = (reason: string) =>
      Math.max(...(reasons.find(({ labels }) => labels.reason === reason)?.values ?? []));
    // The blind one and the batch of ten; rates over a few scrapes swing around that.
    expect(highest('no_heartbeat')).toBeGreaterThan(8);
    expect(highest('ignoring_cancel')).toBeGreaterThan(0.5);
    expect(highest('awaiting_heartbeat')).toBeGreaterThan(0);
  });
});

describe('on an empty, healthy cluster', () => {
  test('the first dashboard shows zeros, and nowhere "no data"', async () => {
    for (const { panel, target, series } of await answersTo(wastedWork, on('empty'))) {
      const name = `${panel}, ${target.refId}`;
      expect([name, series.length > 0]).toEqual([name, true]);
      const last = series.map(({ values }) => values.at(-1));
      const expected = panel === 'Figures complete?' ? 1 : 0;
      expect([name, last]).toEqual([name, last.map(() => expected)]);
    }
  });

  test('the other dashboards are answered without an error', async () => {
    for (const dashboard of others) expect(await answersTo(dashboard, on('empty'))).not.toHaveLength(0);
  });
});

describe('once nobody answers for the cluster any more', () => {
  test('the first dashboard shows no zero that it cannot know', async () => {
    await cluster.stopEmptyCollector();
    const down = async () => {
      const now = Date.now() / 1000;
      const [up] = await cluster.api.instant('up{job="empty"}', now);
      return up?.value[1] === '0' && now;
    };
    const now = await waitFor(down, { what: 'Prometheus to notice', deadlineMs: 20_000 });
    const answers = await answersTo(wastedWork, on('empty', now));
    const stats = panelsOf(wastedWork)
      .filter(({ type }) => type === 'stat')
      .map(({ title }) => title ?? '');
    expect(stats.length).toBeGreaterThan(5);
    for (const title of stats) expect([title, figure(answers, title)]).toEqual([title, []]);
  });
});
