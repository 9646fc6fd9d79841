import { describe, it } from 'vitest';
import type { Reason } from '../../../collector/model/activity/reason.js';
import { firedWithin, firing, type InputSeries, type RuleTest, testRules } from './promtool.js';
import { kind } from './scenario.js';
import { type At, between, growing, scraped, targetUp } from './series.js';
import { inCluster } from './side-by-side.js';

const minute = 60;
const hour = 3600;
const { namespace, task_queue } = kind;
const from = hour;

type Waste = Readonly<{ running: number; wasted: number; from?: number; to?: number; reason?: Reason; seen?: boolean }>;

/** A task queue of which some activities run for nothing. */
function queueWith(
  { running, wasted, from: begin = from, to, reason = 'no_heartbeat', seen = true }: Waste,
  end: number,
) {
  const until = to ?? end + minute;
  const input: InputSeries[] = [
    targetUp(end, () => 1),
    scraped('up', { namespace }, end, () => 1),
    scraped('activities', { ...kind, state: 'started' }, end, between(begin, until, running - wasted, running)),
    scraped('activities', { ...kind, state: 'cancel_requested' }, end, between(begin, until, wasted)),
    scraped('wastedSeconds', { ...kind, reason }, end, growing(begin, until, wasted)),
  ];
  // Young requests: this is about the budget alone.
  return seen ? [...input, scraped('cancelRequested', { ...kind, reason }, end, between(begin, until, wasted))] : input;
}

const page = { '{alertname="DeadbeatWasteBudgetBurn", severity="critical"}': 1 };
const ofTheQueue = 'of the activity time of task queue reports in namespace shop was recently wasted.';
const pages =
  'count by (alertname, severity) (ALERTS{alertname="DeadbeatWasteBudgetBurn", alertstate="firing", severity="critical"})';

const pagesByCluster = pages.replace('alertname, severity', 'cluster');

const testBudget = (test: RuleTest) => testRules({ ...test, evaluateEvery: minute });

describe('DeadbeatWasteBudgetBurn', () => {
  it('pages when a large share of much activity time is wasted, the sooner the more', async () => {
    const end = from + 70 * minute;
    // 14.4 % of an hour are 43 minutes at 20 %.
    const input = queueWith({ running: 100, wasted: 20 }, end);
    await testBudget({
      input,
      expect: [
        { at: from + 42 * minute, expression: pages, samples: {} },
        { at: from + 47 * minute, expression: pages, samples: page },
      ],
      alerts: [
        {
          at: end,
          alert: 'DeadbeatWasteBudgetBurn',
          firing: [{ labels: { namespace, task_queue, severity: 'critical' }, summary: `20% ${ofTheQueue}` }],
        },
      ],
    });
  });

  it('pages later for a smaller share that lasts, and never for one that the budget bears for hours', async () => {
    const end = from + 8 * hour;
    // 6 % of six hours are two and a half hours at 14 %.
    await testBudget({
      input: [
        ...inCluster('lasts', queueWith({ running: 200, wasted: 28 }, end)),
        ...inCluster('borne', queueWith({ running: 400, wasted: 23 }, end)),
      ],
      expect: [
        { at: from + 2 * hour, expression: pagesByCluster, samples: {} },
        { at: from + 3 * hour, expression: pagesByCluster, samples: { '{cluster="lasts"}': 1 } },
        {
          at: end,
          expression: `group by (cluster) (count_over_time(${pagesByCluster}[8h:1m]))`,
          samples: { '{cluster="lasts"}': 1 },
        },
      ],
    });
  });

  it('does not page for a queue on which less than ten slots are wasted, whatever their share', async () => {
    const end = from + 2 * hour;
    await testBudget({
      input: queueWith({ running: 9, wasted: 9 }, end),
      expect: [{ at: end, expression: `count_over_time(${pages}[2h:1m])`, samples: {} }],
    });
  });

  it('does not count the time that a heartbeat and an honest clean-up take', async () => {
    const end = from + 3 * hour;
    const reasons = ['awaiting_heartbeat', 'stopping'] as const;
    await testBudget({
      input: reasons.flatMap((reason) => inCluster(reason, queueWith({ running: 100, wasted: 40, reason }, end))),
      expect: [{ at: end, expression: firedWithin(end), samples: {} }],
    });
  });

  it('writes a ticket for a smaller share over a day, where at least one slot is wasted', async () => {
    const end = from + 4 * hour;
    await testBudget({
      input: [
        // 3 % of a day are two and a half hours at 30 %.
        ...inCluster('nine', queueWith({ running: 30, wasted: 9 }, end)),
        ...inCluster('less', queueWith({ running: 2, wasted: 0.9 }, end)),
      ],
      expect: [
        {
          at: end,
          expression: firedWithin(end).replace('severity', 'severity, cluster'),
          samples: { '{alertname="DeadbeatWasteBudgetBurn", severity="info", cluster="nine"}': 1 },
        },
      ],
    });
  });

  it('takes the time before a queue was first seen as time without waste', async () => {
    const end = from + hour;
    const newQueue = (wasted: number, to: number) => [
      ...queueWith({ running: wasted, wasted, to }, end).filter(({ series }) =>
        /^up|^deadbeat_up|Requested|cancel_requested/.test(series),
      ),
      scraped('wastedSeconds', { ...kind, reason: 'no_heartbeat' }, end, (second) =>
        second < from ? undefined : growing(from, to, wasted)(second),
      ),
    ];
    const pagesOf = (...clusters: readonly string[]) =>
      Object.fromEntries(clusters.map((cluster) => [`{cluster="${cluster}"}`, 1]));
    await testBudget({
      input: [
        ...inCluster('hundred', newQueue(100, end + minute)),
        ...inCluster('twelve', newQueue(12, end + minute)),
        ...inCluster('over', newQueue(10, from + 2 * minute)),
      ],
      expect: [
        { at: from + 8 * minute, expression: firedWithin(from + 8 * minute), samples: {} },
        // 14.4 % of an hour.
        { at: from + 11 * minute, expression: pagesByCluster, samples: pagesOf('hundred') },
        // Ten slots on average over the hour.
        { at: from + 47 * minute, expression: pagesByCluster, samples: pagesOf('hundred') },
        { at: from + 53 * minute, expression: pagesByCluster, samples: pagesOf('hundred', 'twelve') },
      ],
    });
  });

  it('ends soon after the waste has ended, although the hour before was bad', async () => {
    const to = from + hour;
    const end = to + 50 * minute;
    await testBudget({
      input: queueWith({ running: 100, wasted: 50, to }, end),
      expect: [
        { at: to, expression: pages, samples: page },
        { at: end, expression: pages, samples: {} },
      ],
    });
  });

  it('does not fire on a counter that starts again, or has a large value when first seen', async () => {
    const end = 2 * hour;
    const restart = from + 10 * minute;
    const counter: At = (second) => (second < from ? undefined : second < restart ? 1e7 : second - restart);
    const input = [
      ...queueWith({ running: 100, wasted: 1, from: restart }, end).filter(({ series }) => !series.includes('wasted')),
      scraped('wastedSeconds', { ...kind, reason: 'no_heartbeat' }, end, counter),
    ];
    await testBudget({ input, expect: [{ at: end, expression: firing('DeadbeatWasteBudgetBurn'), samples: {} }] });
  });
});
