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
/** Between two looks and two scrapes, in seconds. */
const missedAtMost = 2 * scrapeSeconds;
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
    expect(figure(answers, 'Of these, will not stop by themselves')).toEqual([12]);
    expect(figure(answers, 'Cost per hour, in $currency')).toEqual([12]);
    expect(figure(answers, 'Are these figures complete?')).toEqual([1]);

    const oldest = Math.max(...runningThen.map(({ requestedAt }) => at - requestedAt / 1000));
    const [shown = Number.NaN] = figure(answers, 'Oldest request still unheeded');
    // As old as the last scrape.
    expect(Math.abs(shown - oldest)).toBeLessThan(scrapeSeconds + 0.5);

    const offenders = answersOf(answers, 'Running longest after their cancel');
    expect(offenders).toHaveLength(12);
    expect(new Set(offenders.map(({ labels }) => labels.reason))).toEqual(new Set(['no_heartbeat', 'ignoring_cancel']));
  });

  test('the time wasted in the range is that of history, save for what increase() extrapolates', async () => {
    const answers = await answersTo(wastedWork, on('busy'));
    const [total = Number.NaN] = figure(answers, 'Time wasted');
    // The counters are there for less than the range: increase() adds at most 1.1 scrape intervals to their time at its end.
    const lifetime =
      Math.min(...cluster.truth.map(({ startedAt }) => cluster.endedAt - startedAt / 1000)) - 2 * scrapeSeconds;
    const error = (1.1 * scrapeSeconds) / lifetime;
    expect(error).toBeLessThan(0.1);
    expect(Math.abs(total - wastedSeconds())).toBeLessThan(error * wastedSeconds() + 4 * missedAtMost);

    const rows = answersOf(answers, 'Time wasted and its cost, in $currency');
    const costs = answersOf(answers, 'Time wasted and its cost, in $currency', 'B');
    expect(rows.map(({ labels }) => labels.activity_type).sort()).toEqual([
      'batchItem',
      'blind',
      'heartbeating',
      'ignoring',
    ]);
    for (const { labels, values } of rows) {
      const ofType = wastedSeconds(labels.activity_type);
      // A reason that comes later (stopping, ignoring_cancel) begins with what its first look counted: increase() misses that.
      const missed =
        labels.activity_type === 'heartbeating' || labels.activity_type === 'ignoring' ? 2 * missedAtMost : 0;
      expect(Math.abs((values[0] ?? Number.NaN) - ofType)).toBeLessThan(error * ofType + missed);
      const cost = costs.find((one) => one.labels.activity_type === labels.activity_type)?.values[0];
      expect(cost).toBeCloseTo((values[0] ?? Number.NaN) / 3600, 9);
    }
  });

  test('the area under the stacked reasons is the time wasted', async () => {
    const answers = await answersTo(wastedWork, on('busy'));
    const reasons = answersOf(answers, 'Activities running for nothing, by reason');
    const area = reasons.flatMap(({ values }) => values).reduce((sum, value) => sum + value * scrapeSeconds, 0);
    expect(Math.abs(area / wastedSeconds() - 1)).toBeLessThan(0.1);
    expect(reasons.map(({ labels }) => labels.reason)).toEqual(
      expect.arrayContaining(['no_heartbeat', 'awaiting_heartbeat', 'ignoring_cancel']),
    );
  });
});

describe('on an empty, healthy cluster', () => {
  test('the first dashboard shows zeros, and nowhere "no data"', async () => {
    for (const { panel, target, series } of await answersTo(wastedWork, on('empty'))) {
      const name = `${panel}, ${target.refId}`;
      expect([name, series.length > 0]).toEqual([name, true]);
      const last = series.map(({ values }) => values.at(-1));
      const expected = panel === 'Are these figures complete?' ? 1 : 0;
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
