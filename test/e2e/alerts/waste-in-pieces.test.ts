import { describe, it } from 'vitest';
import { from, group, hour, namespace } from './at-work.js';
import { alert, collector, one, rarely, test, warned } from './collectors.js';
import { firedWithin, testRules } from './promtool.js';
import { kind } from './scenario.js';
import { type At, growing, scraped, scrapedBy, scrapeGridSeconds } from './series.js';
import { inCluster } from './side-by-side.js';

describe('waste in pieces', () => {
  const end = from + hour;

  it('of silent activities one after the other fires', async () => {
    for (const reason of ['silent', 'unheard'] as const) {
      const isSilent: At = (second) => (second >= from && second % 120 < 70 ? 1 : undefined);
      const age: At = (second) => isSilent(second) && 120 + (second % 120);
      const input = [
        ...collector(end, one),
        scraped('cancelRequested', { ...kind, reason }, end, isSilent, one),
        scraped('cancelRequestedOldest', { ...kind, reason }, end, age, one),
      ];
      const name = reason === 'silent' ? 'CancelSilent' : 'CancelUnheard';
      await testRules({
        group,
        step: scrapeGridSeconds,
        input: input.map((series) => scrapedBy({ ...rarely, every: 15 }, end, series)),
        expect: [{ at: end, expression: firedWithin(end), samples: warned(name) }],
      });
    }
  });

  it('that ignores each cancel for 90 s fires at any interval, and ends after the last', async () => {
    const stops = from + hour;
    const at = stops + 1500;
    const age: At = (second) => (second >= from && second < stops && second % 90 >= 20 ? second % 90 : undefined);
    const input = [
      ...collector(at, one),
      scraped('cancelRequested', { ...kind, reason: 'ignoring_cancel' }, at, (second) => age(second) && 1, one),
      scraped('cancelRequestedOldest', { ...kind, reason: 'ignoring_cancel' }, at, age, one),
    ];
    const intervals = [10, 15, 30, 60];
    const firingIn = 'count by (alertname, cluster) (ALERTS{alertname="DeadbeatCancelIgnored", alertstate="firing"})';
    await testRules({
      group,
      step: scrapeGridSeconds,
      input: intervals.flatMap((every) =>
        inCluster(
          `every-${every}`,
          input.map((series) => scrapedBy({ ...rarely, every, offset: 5 }, at, series)),
        ),
      ),
      expect: [
        {
          at: stops,
          expression: firingIn,
          samples: Object.fromEntries(
            intervals.map((every) => [`{alertname="DeadbeatCancelIgnored", cluster="every-${every}"}`, 1]),
          ),
        },
        { at, expression: firingIn, samples: {} },
      ],
    });
  });

  it('of one burst that takes long to be heard does not fire', async () => {
    const burst: At = (second) => (second >= from && second < from + 50 ? second - from + 30 : undefined);
    const input = (['ignoring_cancel', 'silent', 'unheard'] as const).flatMap((reason) => [
      scraped('cancelRequested', { ...kind, reason }, end, (second) => burst(second) && 100, one),
      scraped('cancelRequestedOldest', { ...kind, reason }, end, burst, one),
    ]);
    await test([...collector(end, one), ...input], end, {}, firedWithin(end));
  });

  it('single writes that fail every three and a half minutes do not fire, those that fail all the time do', async () => {
    const failures = (perSecond: number) =>
      scraped('stateFileErrors', {}, end, (second) => Math.floor(Math.max(0, second - from) * perSecond), one);
    const expression = firedWithin(end, 'DeadbeatStateNotSaved');
    await test([...collector(end, one), failures(1 / 210)], end, {}, expression);
    await test([...collector(end, one), failures(1 / 4)], end, warned('StateNotSaved'), expression);
  });

  it('counters that are first scraped at 0 show what comes at once, although a scrape is lost', async () => {
    const created: At = (second) => (second < from ? undefined : second < from + 150 ? 0 : 61);
    const unexamined = scraped('unexamined', { namespace, cause: 'budget' }, end, created, one);
    const samples = { [alert('ExecutionsUnexamined', ', severity="info"')]: 1 };
    await test([...collector(end, one), unexamined], end, samples, firedWithin(end));
  });

  it('a lost scrape makes no observation old that a small budget allows', async () => {
    const input = [
      ...collector(end, one),
      scraped('trackedExecutions', { namespace, phase: 'active' }, end, () => 500, one),
      scraped('requestBudgetConfigured', { namespace, kind: 'describe' }, end, () => 2, one),
      scraped('observationOldest', { namespace, phase: 'active' }, end, () => 400, one),
    ];
    await test(input, end, {}, firedWithin(end));
  });

  it('waste of which no look is long ends with the growth of its counter', async () => {
    const wasted = scraped(
      'wastedSeconds',
      { ...kind, reason: 'no_heartbeat' },
      end,
      growing(from, from + 600, 1),
      one,
    );
    await test([...collector(end, one), wasted], end, {}, firedWithin(end));
  });
});
