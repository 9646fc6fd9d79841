import { it } from 'vitest';
import { collector, one } from './collectors.js';
import { type InputSeries, testRules } from './promtool.js';
import { kind } from './scenario.js';
import { type At, between, growing, scraped } from './series.js';
import { inCluster } from './side-by-side.js';

const hour = 3600;
const end = 3 * hour;
const back = 1.5 * hour;
const other = { ...kind, activity_type: 'SendMail' };
/** Twelve hours of fifty activities, settled at one scrape. */
const settled: At = (second) => (second < back ? 0 : 50 * 12 * hour);
const pages = `count by (cluster) (ALERTS{alertname="DeadbeatWasteBudgetBurn", alertstate="firing", severity="critical"})`;

type Queue = Readonly<{ wasted: At; running: At; seen: At; silent?: At }>;

/** A queue on which no_heartbeat was wasted; `silent`: another activity, that has nothing to do with it. */
const queueOf = ({ wasted, running, seen, silent = () => undefined }: Queue): InputSeries[] => [
  ...collector(end, one),
  scraped('activities', { ...kind, state: 'started' }, end, running, one),
  scraped('wastedSeconds', { ...kind, reason: 'no_heartbeat' }, end, wasted, one),
  scraped('cancelRequested', { ...kind, reason: 'no_heartbeat' }, end, seen, one),
  scraped('cancelRequested', { ...other, reason: 'silent' }, end, silent, one),
];

it('a page is about waste that was seen to run and still does, not about waste of the past', async () => {
  const never = () => undefined;
  const silentSince = (second: number) => between(second, end, 1);
  const incident = { wasted: growing(hour, 1.8 * hour, 20), seen: between(hour, 1.8 * hour, 20) };
  const input = [
    ...inCluster('found', queueOf({ wasted: settled, running: () => 100, seen: never })),
    // All that runs is an activity or two, one of them silent: a share of the moment, not of the incident.
    ...inCluster('found-small', queueOf({ wasted: settled, running: () => 2, seen: never, silent: silentSince(back) })),
    ...inCluster('over', queueOf({ ...incident, running: () => 20, silent: silentSince(2.1 * hour) })),
    ...inCluster(
      'lasts',
      queueOf({ wasted: growing(hour, end, 20), seen: between(hour, end + 60, 20), running: () => 20 }),
    ),
  ];
  const during = (seconds: number) =>
    pages.replace('(ALERTS', '(count_over_time(ALERTS').replace('})', `}[${seconds}s]))`);
  await testRules({
    evaluateEvery: 60,
    input,
    expect: [
      { at: 1.8 * hour, expression: pages, samples: { '{cluster="over"}': 1, '{cluster="lasts"}': 1 } },
      { at: end, expression: during(0.8 * hour), samples: { '{cluster="lasts"}': 1 } },
      {
        at: end,
        expression: during(end).replace('cluster', 'alertname'),
        samples: { '{alertname="DeadbeatWasteBudgetBurn"}': 2 },
      },
    ],
  });
});
