import { describe, expect, it } from 'vitest';
import { day, healthyDay, hour } from './day.js';
import { firedWithin, type InputSeries, testRules } from './promtool.js';
import { type At, between, growing, scraped } from './series.js';

const minute = 60;
const incidentAt = 15 * hour;
const incident = () => [
  ...healthyDay(between(incidentAt, incidentAt + hour / 2, 80, 0)),
  ...blindMassCancel(incidentAt),
];
const budget = 'DeadbeatWasteBudgetBurn';
const runsForADay = 600_000;

describe('A day of a busy and healthy cluster, with restarts, hiccups and a mass cancel that is heard', () => {
  it(
    'fires no alert',
    async () => {
      const input = healthyDay();
      expect(input.length).toBeGreaterThan(80);
      await testRules({
        group: 'deadbeat',
        evaluateEvery: minute,
        input,
        expect: [{ at: day, expression: firedWithin(day), samples: {} }],
      });
    },
    runsForADay,
  );

  it(
    'stays within the budget of waste',
    async () => {
      const expected = [{ at: day, expression: firedWithin(day, budget), samples: {} }];
      await testRules({ evaluateEvery: minute, input: healthyDay(), expect: expected });
    },
    runsForADay,
  );
});

describe('The same day with one mass cancel that nothing hears', () => {
  it(
    'fires for that, and for nothing else',
    async () => {
      const expected = {
        '{alertname="DeadbeatCancelCannotBeHeard", severity="warning"}': 1,
        '{alertname="DeadbeatSlotsHeldByWaste", severity="critical"}': 1,
      };
      await testRules({
        group: 'deadbeat',
        evaluateEvery: minute,
        input: incident(),
        expect: [
          { at: incidentAt, expression: firedWithin(incidentAt), samples: {} },
          { at: day, expression: firedWithin(day), samples: expected },
          { at: day, expression: firedWithin(8 * hour), samples: {} },
        ],
      });
    },
    runsForADay,
  );

  it(
    'burns the budget: a page while it lasts, and no ticket for what a day bears',
    async () => {
      const page = { [`{alertname="${budget}", severity="critical"}`]: 1 };
      await testRules({
        evaluateEvery: minute,
        input: incident(),
        expect: [
          { at: incidentAt, expression: firedWithin(incidentAt, budget), samples: {} },
          { at: incidentAt + hour, expression: firedWithin(hour, budget), samples: page },
          // Forty slot hours are less than 3 % of the day, and than 1 % of three of which two were not seen.
          { at: day, expression: firedWithin(8 * hour, budget), samples: {} },
        ],
      });
    },
    runsForADay,
  );
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
