import { expect, it } from 'vitest';
import { day, healthyDay, hour } from './day.js';
import { type InputSeries, testRules } from './promtool.js';
import { type At, between, growing, scraped, target } from './series.js';
import { inCluster } from './side-by-side.js';

const incidentAt = 15 * hour;
const healthy = 'healthy';
const hit = 'hit';
const of = (cluster: string) => ({ of: { instance: target.instance, cluster } });
const fired = (seconds: number) =>
  `count by (alertname, severity, cluster) (count_over_time(ALERTS{alertstate="firing"}[${seconds}s]))`;

it('A day of two busy clusters, with restarts, hiccups and mass cancels that are heard: the one with a mass cancel that nothing hears fires for that, the other fires nothing.', {
  timeout: 600_000,
}, async () => {
  const quiet = healthyDay(undefined, of(healthy));
  expect(quiet.length).toBeGreaterThan(80);
  const input = [
    ...quiet,
    ...healthyDay(between(incidentAt, incidentAt + hour / 2, 80, 0), of(hit)),
    ...inCluster(hit, blindMassCancel(incidentAt)),
  ];
  const alert = (name: string, severity: string) =>
    `{alertname="Deadbeat${name}", severity="${severity}", cluster="${hit}"}`;
  await testRules({
    evaluateEvery: 60,
    input,
    expect: [
      { at: incidentAt, expression: fired(incidentAt), samples: {} },
      {
        at: incidentAt + hour,
        expression: fired(hour),
        samples: {
          [alert('CancelCannotBeHeard', 'warning')]: 1,
          [alert('SlotsHeldByWaste', 'critical')]: 1,
          [alert('WasteBudgetBurn', 'critical')]: 1,
        },
      },
      // Forty slot hours are less than 3 % of the day, and than 1 % of three of which two were not seen: no ticket.
      { at: day, expression: fired(8 * hour), samples: {} },
    ],
  });
});

/** Eighty reports without heartbeats, cancelled at once; their start-to-close timeout ends them after half an hour. */
function blindMassCancel(at: number): InputSeries[] {
  const kind = {
    namespace: 'shop',
    task_queue: 'reports',
    workflow_type: 'MonthEnd',
    activity_type: 'GenerateLargeReport',
  };
  const end = at + hour / 2;
  const reason = 'no_heartbeat';
  const age: At = (second) => (second >= at && second < end ? second - at : undefined);
  const left: At = (second) => (second >= at && second < end ? 80 * (end - second) : undefined);
  return [
    scraped('activities', { ...kind, state: 'cancel_requested' }, day, between(at, end, 80)),
    scraped('cancelRequested', { ...kind, reason }, day, between(at, end, 80)),
    scraped('cancelRequestedOldest', { ...kind, reason }, day, age),
    scraped('wastedSeconds', { ...kind, reason }, day, (second) =>
      second < at - 60 ? undefined : growing(at, end, 80)(second),
    ),
    scraped('unreachable', kind, day, between(at, end, 80)),
    scraped('unreachableExposure', kind, day, left),
  ];
}
