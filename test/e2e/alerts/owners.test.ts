import { describe, it } from 'vitest';
import { from, group, hour, withCollector } from './at-work.js';
import { testRules } from './promtool.js';
import { kind } from './scenario.js';
import { between, scraped, scrapedBy, scrapeGridSeconds, target, targetUp } from './series.js';

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

  const bySeverity = 'count by (alertname, activity_type, severity) (ALERTS{alertstate="firing"})';
  const named = (severity: string, activityType: string = kind.activity_type) =>
    `{alertname="DeadbeatCancelIgnored", activity_type="${activityType}", severity="${severity}"}`;

  it.each(['info', 'critical'] as const)(
    'the severity %s that its entry names is that of its alert',
    async (severity) => {
      const entry = scraped('acceptedWaste', { ...kind, team: 'billing', severity }, end, () => 0);
      await testRules({
        group,
        input: withCollector([...ignoring(kind), ...ignoring(other), entry], end),
        expect: [
          { at: end, expression: bySeverity, samples: { [named(severity)]: 1, [named('warning', 'SendMail')]: 1 } },
        ],
      });
    },
  );

  it('fires when it exceeds what is accepted at one shard, although another sees nothing of it', async () => {
    const second = { ...target, instance: 'second:9810' };
    const entry = (value: number, of = target) =>
      scraped('acceptedWaste', { ...kind, team: '', severity: 'info' }, end, () => value, of);
    const beside = [
      targetUp(end, () => 1, second),
      scraped('up', { namespace: kind.namespace }, end, () => 1, second),
      ...(['1', '2'] as const).map((shard) =>
        scraped('shardInfo', { shard, shards: '2' }, end, () => 1, shard === '1' ? target : second),
      ),
    ];
    await testRules({
      group,
      input: withCollector([...ignoring(kind), ...beside, entry(0), entry(1, second)], end),
      expect: [{ at: end, expression: bySeverity, samples: { [named('info')]: 1 } }],
    });
  });

  it('up to a date, neither its orphans nor what a cancel could waste fire; within a measure they do', async () => {
    const until = from + hour;
    const later = until + hour;
    const input = withCollector(
      [
        scraped('orphaned', kind, later, () => 50),
        scraped('unreachableExposure', kind, later, () => 100 * hour),
        scraped('acceptedWaste', { ...kind, team: '', severity: '' }, later, () => 1),
      ],
      later,
    );
    const date = scraped('acceptedWasteUntil', kind, later, () => until);
    const both = { [names('OrphansPilingUp')]: 1, [names('UnreachableExposure')]: 1 };
    await testRules({ group, input, expect: [{ at: until, expression: byName, samples: both }] });
    await testRules({
      group,
      input: [...input, date],
      expect: [
        { at: until, expression: byName, samples: {} },
        { at: later, expression: byName, samples: both },
      ],
    });
  });
});

const byName = 'count by (alertname) (ALERTS{alertstate="firing"})';
const names = (alert: string) => `{alertname="Deadbeat${alert}"}`;

it('a lost scrape does not take the team "unowned" from an alert that waits', async () => {
  const scraping = { every: 60, offset: 5, isLost: (scrape: number) => scrape % 3 === 2 };
  const owner = scraped('ownerInfo', { ...other, team: 'mail' }, end, () => 1);
  const silent = [scraped('stalled', kind, end, between(from, end, 1))];
  const input = withCollector([...silent, owner], end).map((one) => scrapedBy(scraping, end, one));
  await testRules({
    group,
    step: scrapeGridSeconds,
    input,
    expect: [
      {
        at: from + 300,
        expression: 'count by (alertname, team) (ALERTS{alertstate="firing"})',
        samples: { '{alertname="DeadbeatActivityStalled", team="unowned"}': 1 },
      },
    ],
  });
});
