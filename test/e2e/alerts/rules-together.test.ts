import { describe, it } from 'vitest';
import { from, group, hour, namespace, withCollector } from './at-work.js';
import { firedWithin, firing, testRules } from './promtool.js';
import { kind } from './scenario.js';
import { scenarios } from './scenarios.js';
import { type At, scraped, targetUp } from './series.js';

const counterLabels = {
  wastedSeconds: { namespace, task_queue: 'q', workflow_type: 'W', activity_type: 'A', reason: 'no_heartbeat' },
  lostSeconds: { namespace, task_queue: 'q', workflow_type: 'W', activity_type: 'A' },
  unreadable: { namespace, cause: 'internal' },
  stateFileErrors: {},
  temporalRequests: { namespace, method: 'DescribeWorkflowExecution', code: 'RESOURCE_EXHAUSTED' },
};

describe('a blind cancel whose passes fail', () => {
  const alert = 'DeadbeatCancelCannotBeHeard';
  const blind = (end: number, age: At) => [
    scraped('cancelRequestedOldest', { ...kind, reason: 'no_heartbeat' }, end, age),
    scraped('cancelRequested', { ...kind, reason: 'no_heartbeat' }, end, () => 1),
  ];

  it('fires although every other pass fails', async () => {
    const end = from + 300;
    const aged = blind(end, (second) => Math.max(0, second - from));
    const input = withCollector(aged, end, (second) => (second % 30 === 0 ? 1 : 0));
    await testRules({
      group,
      input,
      expect: [
        { at: from + 90, expression: firing(alert), samples: {} },
        { at: from + 135, expression: firing(alert), samples: { [`{alertname="${alert}"}`]: 1 } },
      ],
    });
  });

  it('does not fire for an age that only kept growing after the last pass', async () => {
    const end = from + 900;
    // An age stands still when the description behind it is a minute old.
    const aged = blind(end, (second) => 30 + Math.min(60, Math.max(0, second - from)));
    const input = withCollector(aged, end, (second) => (second <= from ? 1 : 0));
    await testRules({
      group,
      input,
      expect: [
        { at: end, expression: `count_over_time(ALERTS{alertname="${alert}", alertstate="firing"}[15m])`, samples: {} },
      ],
    });
  });
});

it('DeadbeatSlotsUnaccounted fires although the number is unknown now and then', async () => {
  const end = from + 600;
  const { task_queue } = kind;
  const held = scraped('unaccountedSlots', { namespace, task_queue }, end, (second) =>
    second < from || second % 60 === 0 ? undefined : 1,
  );
  const alert = 'DeadbeatSlotsUnaccounted';
  const samples = { [`{alertname="${alert}"}`]: 1 };
  await testRules({
    group,
    input: withCollector([held], end),
    expect: [{ at: end, expression: firing(alert), samples }],
  });
});

describe('the rules together', () => {
  it('do not fire on the first scrape of a collector, nor after one that restarts with other numbers', async () => {
    const end = from + hour;
    const restart = from + 600;
    const isThere: At = (second) => (second >= from && (second < restart || second >= restart + 45) ? 1 : undefined);
    const input = [
      targetUp(end, (second) => (isThere(second) === undefined ? 0 : 1)),
      scraped(
        'up',
        { namespace },
        end,
        (second) => isThere(second) && (second === from || second === restart + 45 ? 0 : 1),
      ),
      scraped('lastCompletePass', { namespace }, end, (second) => isThere(second) && second),
      ...(['wastedSeconds', 'lostSeconds', 'unreadable', 'stateFileErrors', 'temporalRequests'] as const).map((key) =>
        // Large when first seen, small after the restart.
        scraped(key, counterLabels[key] as never, end, (second) => isThere(second) && (second < restart ? 1e6 : 7)),
      ),
    ];
    const down = { '{alertname="DeadbeatDown", severity="warning"}': 1 };
    // Before its first scrape it is rightly missed.
    await testRules({ input, expect: [{ at: end, expression: firedWithin(end), samples: down }] });
  });

  it('do not fire for slots that cancelled activities of dead workers do not hold', async () => {
    const end = from + 600;
    const { namespace, task_queue } = kind;
    const input = (lost: number, wasting: number, type: string = kind.activity_type) =>
      withCollector(
        [
          scraped('workerSlots', { namespace, task_queue, state: 'used' }, end, () => 90),
          scraped('workerSlots', { namespace, task_queue, state: 'free' }, end, () => 10),
          scraped('unaccountedSlots', { namespace, task_queue }, end, () => 5),
          scraped('lost', { ...kind, activity_type: type }, end, () => lost),
          scraped('cancelRequested', { ...kind, reason: 'no_heartbeat' }, end, () => 50),
          // The seconds of lost attempts are not wasted.
          scraped('wastedSeconds', { ...kind, reason: 'no_heartbeat' }, end, (second) => second * wasting),
        ],
        end,
      );
    const expression = firing('DeadbeatSlotsHeldByWaste');
    // All lost; more lost than cancelled; and 5 lost, 45 cancelled besides and 5 unaccounted for.
    for (const lost of [50, 80])
      await testRules({ group, input: input(lost, 0), expect: [{ at: end, expression, samples: {} }] });
    const one = { '{alertname="DeadbeatSlotsHeldByWaste"}': 1 };
    await testRules({ group, input: input(5, 45), expect: [{ at: end, expression, samples: one }] });
    // The lost ones of another type are none of the cancelled.
    await testRules({ group, input: input(80, 50, 'Other'), expect: [{ at: end, expression, samples: one }] });
  });

  it('keep firing while Temporal refuses for longer than an hour', async () => {
    const end = from + 3 * hour;
    const calls = { namespace, method: 'DescribeWorkflowExecution' };
    const input = withCollector(
      [
        scraped('temporalRequests', { ...calls, code: 'RESOURCE_EXHAUSTED' }, end, (second) =>
          Math.max(0, second - from),
        ),
        scraped('temporalRequests', { ...calls, code: 'OK' }, end, (second) => second / 10),
        scraped('requestBudget', { namespace, kind: 'describe' }, end, (second) => (second < from ? 50 : 1.25)),
      ],
      end,
    );
    const expression = firing('DeadbeatThrottled');
    const samples = { '{alertname="DeadbeatThrottled"}': 1 };
    await testRules({ group, input, expect: [from + 1.5 * hour, end].map((at) => ({ at, expression, samples })) });
  });

  it('fire when a pass hangs, although no pass fails', async () => {
    const hangs = from + 60;
    const end = hangs + 1200;
    const input = withCollector(
      [scraped('lastCompletePass', { namespace }, end, (second) => Math.min(second, hangs))],
      end,
    );
    const labels = { namespace, severity: 'warning' };
    const summary = 'Deadbeat has not been able to list the executions of namespace shop for at least 5m.';
    // More than 15 minutes, and two.
    await testRules({
      group,
      input,
      expect: [{ at: hangs + 1020, expression: firedWithin(end), samples: {} }],
      alerts: [{ at: hangs + 1035, alert: 'DeadbeatNotObserving', firing: [{ labels, summary }] }],
    });
  });

  it('fire when Prometheus knows of no collector', async () => {
    const labels = { job: 'deadbeat', severity: 'warning' };
    const summary = 'Prometheus has not reached any Deadbeat collector for 5m.';
    await testRules({
      group,
      input: [{ series: 'up{job="other"}', values: '1x40' }],
      expect: [{ at: 285, expression: firedWithin(285), samples: {} }],
      alerts: [{ at: 300, alert: 'DeadbeatDown', firing: [{ labels, summary }] }],
    });
  });

  it('keep firing while the collector restarts', async () => {
    const restart = from + 300;
    const end = from + 600;
    const isThere = (second: number) => second < restart || second >= restart + 60;
    const input = [
      targetUp(end, (second) => (isThere(second) ? 1 : 0)),
      scraped('up', { namespace }, end, (second) => (isThere(second) ? 1 : undefined)),
      scraped('lost', kind, end, (second) => (second >= from && isThere(second) ? 1 : undefined)),
    ];
    const expected = { '{alertname="DeadbeatWorkerLost"}': 1 };
    const moments = [restart - 15, restart, restart + 60, restart + 75, end];
    const expression = firing('DeadbeatWorkerLost');
    await testRules({ input, expect: moments.map((at) => ({ at, expression, samples: expected })) });
  });

  it('leave only DeadbeatDown when the collector is gone', async () => {
    const gone = from + 300;
    const end = gone + 1200;
    const series = scenarios.flatMap((scenario) => scenario.series(from, gone, 'at', gone));
    const unique = [...new Map(series.map((one) => [one.series, one])).values()];
    const input = [
      targetUp(end, (second) => (second < gone ? 1 : 0)),
      ...unique
        .filter(({ series: name }) => !name.startsWith('up{'))
        .map((one) => ({ ...one, values: `${one.values} stale` })),
    ];
    const expression = 'count by (alertname) (ALERTS{alertstate="firing"})';
    await testRules({ input, expect: [{ at: end, expression, samples: { '{alertname="DeadbeatDown"}': 1 } }] });
  });
});
