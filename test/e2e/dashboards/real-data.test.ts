import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  annotationsOf,
  fillIn,
  panelsOf,
  stepsFor,
  targetsOf,
  valuesFor,
  withTimes,
} from '../../../tools/grafana/queries.js';
import { waitFor } from '../../../tools/wait-for.js';
import { type Answer, answersTo, type Question } from '../../dashboards/support/answers.js';
import { generatedDashboards } from '../../dashboards/support/generated.js';
import { countedFor, countersOf, expectBetween, grownBy, sumOf } from './support/counters.js';
import {
  type ObservedCluster,
  observe,
  scrapeSeconds,
  settledSeconds,
  withoutRemedy,
} from './support/observed-cluster.js';

const names = ['cancelled', 'batch', 'external', 'ignores', 'orphan', 'crash', 'stalled', 'zombie'];

const [wastedWork, heartbeats, collector] = ['wasted-work', 'heartbeats', 'collector'].map(
  (name) => generatedDashboards.find(({ uid }) => uid === `deadbeat-${name}`) ?? expect.fail(`no dashboard ${name}`),
);
if (!wastedWork || !heartbeats || !collector) throw new Error('a dashboard is missing');

let cluster: ObservedCluster;
beforeAll(async () => {
  cluster = await observe(names);
});
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
const figure = (answers: readonly Answer[], panel: string) =>
  answersOf(answers, panel).map(({ values }) => values.at(-1));

describe('on a cluster where activities run after their cancel', () => {
  test('every query is answered with data, carrying the labels of its legend', async () => {
    for (const dashboard of generatedDashboards)
      for (const { panel, target, series } of await answersTo(dashboard, on('busy', cluster.inTheMiddleAt))) {
        const name = `${dashboard.title}, ${panel}, ${target.refId}`;
        // Only passes that were skipped have something to say there.
        if (!/passes_skipped_total|ALERTS|_estimated_|missing/.test(target.expr))
          expect([name, series.length > 0]).toEqual([name, true]);
        const named = [...(target.legendFormat ?? '').matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label as string);
        for (const { labels } of series)
          for (const label of named.filter((one) => !['code', 'cluster', 'namespace', 'team'].includes(one)))
            expect([name, labels[label]]).toEqual([name, expect.anything()]);
      }
  });

  test('the annotations are answered, and the start of the collector is marked when it happened', async () => {
    const values = new Map([
      ['job', 'busy'],
      ['namespace', '.+'],
      ['cluster', '.*'],
    ]);
    const range = { start: cluster.startedAt, end: cluster.endedAt };
    const [alerts, starts] = annotationsOf(wastedWork);
    expect(await cluster.api.range(fillIn(alerts?.expr ?? '', values), range, 1)).toEqual([]);
    const [mark] = await cluster.api.range(fillIn(starts?.expr ?? '', values), range, 1);
    const markedAt = Number(mark?.values[0]?.[1]) / 1000;
    expect(markedAt).toBeGreaterThan(cluster.startedAt - 60);
    expect(markedAt).toBeLessThan(cluster.startedAt);
  });

  test('the dots of the heat map name the workflow and run of an attempt that ended', async () => {
    const { range } = on('busy');
    const panel = panelsOf(wastedWork).find(({ title }) => title === 'From the cancel request to the end');
    const [target] = targetsOf(panel ?? expect.fail('no heat map'));
    expect(target?.exemplar).toBe(true);
    const found = await valuesFor(wastedWork, cluster.api, range, new Map([['job', 'busy']]));
    const values = withTimes(found, range, stepsFor(range, scrapeSeconds, panel ?? expect.fail('no heat map')));
    const series = await cluster.api.exemplars(fillIn(target?.expr ?? '', values), range);
    const dots = series.flatMap(({ seriesLabels, exemplars }) =>
      exemplars.map(({ labels }) => ({ seriesLabels, labels })),
    );
    expect(dots.length).toBeGreaterThan(0);
    for (const { seriesLabels, labels } of dots) {
      expect(labels).toEqual({
        workflow_id: expect.stringMatching(/./),
        run_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      expect(seriesLabels.namespace).toMatch(/./);
    }
  });

  test('the figures of the moment are those of history', async () => {
    const at = cluster.inTheMiddleAt;
    const answers = await answersTo(wastedWork, on('busy', at));
    // A busy machine may miss scrapes, and descriptions come late: what began or ended since may be missing, or still be there.
    const lag = settledSeconds;
    const ran = (from: number, to: number) =>
      cluster.truth.filter(({ requestedAt, endedAt }) => requestedAt / 1000 < from && endedAt / 1000 > to);
    const running = { least: ran(at - lag, at).length, most: ran(at, at - lag).length };
    expect(running.least).toBeGreaterThanOrEqual(withoutRemedy);
    const [shown = Number.NaN] = figure(answers, 'Running after their cancel request');
    expectBetween(shown, running);
    expectBetween(figure(answers, 'Will not stop by themselves')[0], { least: withoutRemedy, most: running.most });
    expect(figure(answers, 'Figures complete?')).toEqual([1]);

    const oldest = Math.max(...ran(at, at).map(({ requestedAt }) => at - requestedAt / 1000));
    expectBetween(figure(answers, 'Oldest open request')[0], { least: oldest - lag, most: oldest + 0.1 });

    const offenders = answersOf(answers, 'Running longest after their cancel request');
    expect(offenders).toHaveLength(shown);
    const reasons = new Set(offenders.map(({ labels }) => labels.reason));
    expect([...reasons]).toEqual(expect.arrayContaining(['no_heartbeat', 'ignoring_cancel']));
  });

  test('the slots are those that the workers report', async () => {
    const at = cluster.inTheMiddleAt;
    const answers = await answersTo(heartbeats, on('busy', at));
    const [used, free, unaccounted] = ['A', 'B', 'C'].map((refId) => {
      const rows = answersOf(answers, 'Activity slots by task queue', refId);
      return new Map(rows.map(({ labels, values }) => [labels.task_queue, values[0] ?? Number.NaN]));
    });
    expect({ used: used?.get('batch'), free: free?.get('batch') }).toEqual({ used: 10, free: 0 });
    // The call of each timed-out attempt still holds its slot.
    expect(unaccounted?.get('zombie')).toBeGreaterThanOrEqual(1);
    expect(unaccounted?.get('zombie')).toBeLessThanOrEqual(cluster.figureOf('zombie'));
    expect(figure(answers, 'Unaccounted slots')).toEqual([sumOf([...(unaccounted?.values() ?? [])])]);

    const first = await answersTo(wastedWork, on('busy', at));
    // All ten slots of the batch are held, and never more than all.
    const [worst] = answersOf(first, 'Worst task queue: slots held by waste');
    expect({ queue: worst?.labels.task_queue, share: worst?.values[0] }).toEqual({ queue: 'batch', share: 1 });
  });

  test('what is stalled, lost and orphaned shows, by its type', async () => {
    const answers = await answersTo(heartbeats, on('busy', cluster.inTheMiddleAt));
    const lastByType = (panel: string, refId = 'A') =>
      Object.fromEntries(
        answersOf(answers, panel, refId).map(({ labels, values }) => [labels.activity_type, values.at(-1)]),
      );
    expect(figure(answers, 'Stalled')).toEqual([1]);
    expect(lastByType('Stale and stalled, by activity type', 'B')).toMatchObject({ migrateRecords: 1 });
    expect(figure(answers, 'On lost workers')).toEqual([1]);
    expect(lastByType('Orphans that may still run, by type')).toMatchObject({ warmCaches: 1 });
  });

  test('what lost workers and orphans took is what the counters grew by, and these are those of history', async () => {
    const answers = await answersTo(heartbeats, on('busy'));
    for (const [panel, metric, type, expected, below, above] of [
      // Of the lost attempt history knows when its retry began: on a busy machine, seconds after it was given up.
      ['Time lost because of lost workers', 'lost_seconds', 'sendInvoices', cluster.figureOf('crash'), 10, 1.5],
      ['Time orphans may have run', 'orphaned_exposure_seconds', 'warmCaches', cluster.figureOf('orphan'), 0.1, 0.1],
    ] as const) {
      const counters = (await countersOf(cluster, `deadbeat_${metric}_total`)).filter((one) => one.type === type);
      expectBetween(countedFor(counters, type), { least: expected - below, most: expected + above }, panel);
      const bars = answers.find((answer) => answer.panel.startsWith(panel))?.series;
      const bar = bars?.find(({ labels }) => labels.activity_type === type);
      expectBetween(bar?.values[0], grownBy(counters), panel);
    }
  });

  test('the counters end at what history says', async () => {
    const counters = await countersOf(cluster, 'deadbeat_wasted_seconds_total');
    for (const type of new Set(cluster.truth.map(({ activityType }) => activityType)))
      expect([type, Math.abs(countedFor(counters, type) - wastedSeconds(type)) < 0.1]).toEqual([type, true]);
  });

  test('the time wasted in the range is what the counters grew by, and what increase() extrapolates', async () => {
    const answers = await answersTo(wastedWork, on('busy'));
    const counters = await countersOf(cluster, 'deadbeat_wasted_seconds_total');
    const [total = Number.NaN] = figure(answers, 'Wasted: exact, and estimated in addition');
    expect(figure(answers, 'Wasted, in $currency')[0]).toBeCloseTo(total / 3600, 9);
    expectBetween(total, grownBy(counters));
    // What a counter had counted at its first scrape is all that the panel misses of history.
    const missed = sumOf(counters.map(({ first }) => first));
    expect(total + missed).toBeGreaterThan(wastedSeconds() - 0.1);

    const rows = answersOf(answers, 'Time wasted and its cost, in $currency');
    const costs = answersOf(answers, 'Time wasted and its cost, in $currency', 'B');
    const types = rows.map(({ labels }) => labels.activity_type ?? '');
    expect(types).toEqual(expect.arrayContaining(['askForQuotes', 'convertVideos', 'crawlSites', 'importOrders']));
    for (const { labels, values } of rows) {
      const { activity_type: type = '', task_queue: queue } = labels;
      const wasted = values[0] ?? Number.NaN;
      expectBetween(wasted, grownBy(counters.filter((one) => one.type === type)), type);
      const cost = costs.find((one) => one.labels.activity_type === type && one.labels.task_queue === queue);
      expect(cost?.values[0]).toBeCloseTo(wasted / 3600, 9);
    }
  });

  test('the activities that ran after their cancel are stacked by every reason that they had', async () => {
    const answers = await answersTo(wastedWork, on('busy'));
    const reasons = answersOf(answers, 'Activities running after their cancel request, by reason');
    const highest = (reason: string) =>
      Math.max(...(reasons.find(({ labels }) => labels.reason === reason)?.values ?? []));
    // The batch of ten and two more; rates over a few scrapes swing around that.
    expect(highest('no_heartbeat')).toBeGreaterThan(8);
    expect(highest('ignoring_cancel')).toBeGreaterThan(0.5);
    expect(highest('awaiting_heartbeat')).toBeGreaterThan(0);
  });
});

describe('on an empty, healthy cluster', () => {
  test('the first dashboard shows zeros, and nowhere "no data"', async () => {
    for (const { panel, target, series } of await answersTo(wastedWork, on('empty'))) {
      const name = `${panel}, ${target.refId}`;
      // Nothing says whether rules are loaded, and nothing was estimated: unknown, not zero.
      if (/ALERTS|_estimated_/.test(target.expr)) {
        expect([name, series]).toEqual([name, []]);
        continue;
      }
      expect([name, series.length > 0]).toEqual([name, true]);
      const last = series.map(({ values }) => values.at(-1));
      const expected = panel === 'Figures complete?' ? 1 : 0;
      expect([name, last]).toEqual([name, last.map(() => expected)]);
    }
  });

  test('the other dashboards are answered without an error', async () => {
    for (const dashboard of [heartbeats, collector])
      expect(await answersTo(dashboard, on('empty'))).not.toHaveLength(0);
  });
});

describe('once no collector answers for the cluster any more', () => {
  test('the first dashboard shows no zero that it cannot know', async () => {
    await cluster.stopEmptyCollector();
    const down = async () => {
      const now = Date.now() / 1000;
      const [up] = await cluster.api.instant('up{job="empty"}', now);
      return up?.value[1] === '0' && now;
    };
    const now = await waitFor(down, { what: 'Prometheus to notice', deadlineMs: 60_000 });
    const answers = await answersTo(wastedWork, on('empty', now));
    const stats = panelsOf(wastedWork)
      .filter(({ type }) => type === 'stat')
      .map(({ title }) => title ?? '');
    expect(stats.length).toBeGreaterThan(5);
    for (const title of stats) expect([title, figure(answers, title)]).toEqual([title, []]);
  });
});
