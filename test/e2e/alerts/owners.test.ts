import { describe, it } from 'vitest';
import { from, group, withCollector } from './at-work.js';
import { testRules } from './promtool.js';
import { kind } from './scenarios.js';
import { between, scraped } from './series.js';

const end = from + 900;
const other = { ...kind, activity_type: 'SendMail' };
const ignoring = (labels: typeof kind | typeof other) => [
  scraped('cancelRequested', { ...labels, reason: 'ignoring_cancel' }, end, () => 1),
  scraped('cancelRequestedOldest', { ...labels, reason: 'ignoring_cancel' }, end, () => 600),
];
const byTeam = 'count by (alertname, activity_type, team) (ALERTS{alertstate="firing"})';
const alert = (activityType: string, team?: string) =>
  `{alertname="DeadbeatCancelIgnored", activity_type="${activityType}"${team === undefined ? '' : `, team="${team}"`}}`;

describe('owners', () => {
  it('alerts carry the team that owns the activity type, and "unowned" without one', async () => {
    const owner = scraped('ownerInfo', { ...kind, team: 'billing' }, end, () => 1);
    await testRules({
      group,
      input: withCollector([...ignoring(kind), ...ignoring(other), owner], end),
      expect: [
        {
          at: end,
          expression: byTeam,
          samples: { [alert('GenerateLargeReport', 'billing')]: 1, [alert('SendMail', 'unowned')]: 1 },
        },
      ],
    });
  });

  it('alerts carry no team where no owners are given', async () => {
    await testRules({
      group,
      input: withCollector(ignoring(kind), end),
      expect: [{ at: end, expression: byTeam, samples: { [alert('GenerateLargeReport')]: 1 } }],
    });
  });
});

describe('accepted waste', () => {
  const slots = (['used', 'free'] as const).map((state) =>
    scraped('workerSlots', { namespace: kind.namespace, task_queue: kind.task_queue, state }, end, () => 1),
  );
  const accepted = (until: number) =>
    scraped('acceptedWaste', { ...kind, team: 'billing', severity: '' }, end, between(0, until, 1, 0));

  it('does not fire, neither as an activity nor for the slots that it holds', async () => {
    const many = scraped('cancelRequested', { ...kind, reason: 'no_heartbeat' }, end, () => 2);
    await testRules({
      group,
      input: withCollector([...ignoring(kind), many, ...slots, accepted(end + 60)], end),
      expect: [{ at: end, expression: 'ALERTS{alertstate="firing"}', samples: {} }],
    });
  });

  it('fires again once the acceptance has ended', async () => {
    await testRules({
      group,
      input: withCollector([...ignoring(kind), accepted(from)], end),
      expect: [
        { at: from - 15, expression: byTeam, samples: {} },
        { at: end, expression: byTeam, samples: { [alert('GenerateLargeReport')]: 1 } },
      ],
    });
  });
});
