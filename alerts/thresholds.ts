import { z } from 'zod';
import { baseUrl, count, duration, factor, pause, share } from './threshold-kinds.js';

const group = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape).prefault({} as z.input<z.ZodObject<S, z.core.$strict>>);

const burn = (rate: number, long: string, short: string) =>
  group({
    factor: factor(rate, 'Burn rate of the SRE workbook: how many times faster than the budget allows.'),
    long: duration(long, 'Long enough that a short burst does not count.'),
    short: duration(short, 'A twelfth of the long window or a little more: ends the alert soon after the waste ends.'),
  });

/** Every number of the rules, once, with its reason. A thresholds file names only those that differ. */
export const thresholdsSchema = z.strictObject({
  links: group({
    grafana: baseUrl('http://localhost:3000', 'Where the compose stack serves Grafana.'),
    runbooks: baseUrl('http://localhost:9811/runbooks', 'Where the inbox of the compose stack serves alerts/runbooks.'),
    deadbeat: baseUrl(
      'http://localhost:9810',
      "Where people reach Deadbeat's page and API: for the commands in the annotations.",
    ),
  }),
  scrapeInterval: duration(
    '60s',
    'The slowest at which these numbers work, and the default of Prometheus; state yours if it is slower: the windows are checked against it.',
  ),
  evaluationInterval: duration('15s', 'Independent of the scrape interval; cheap, and a change is seen soon.'),
  observedWithin: duration(
    '45s',
    'An activity alert uses a gauge while the last pass was complete, or the last complete one is this young: a single failed pass resets nothing, and it is less than any `for` that matters.',
  ),
  lostScrapes: duration(
    '2m30s',
    'For this long the values of the last scrape stand in for one that failed: one lost scrape at an interval of 60 s.',
  ),
  cancelCannotBeHeard: group({
    oldest: duration(
      '30s',
      'Waiting proves nothing here, the activity cannot receive the cancellation; 30 s spare those that end by themselves and leave most of two minutes of waste to be saved.',
    ),
    leastRemaining: duration(
      '30s',
      'Estimated time that is still to be wasted until their timeouts, all together: what ends sooner ends before anyone has read the alert.',
    ),
    oldestIfUnknown: duration(
      '1m',
      'Used where the server does not report the timeouts: most short activities have ended by then.',
    ),
    for: pause('15s', 'Two evaluations: the age of the request says how long it has lasted.'),
    keepFiringFor: pause('5m', 'Cancels come in waves; one wave is one alert.'),
  }),
  cancelIgnored: group({
    oldest: duration('2m', 'On top of --cancel-grace: even a slow clean-up is over by then.'),
    slots: factor(
      0.5,
      'Activities that ignore it one after the other hold this many slots on average: half of one is then lost. The same holds for silent and unheard ones.',
    ),
    within: duration('15m', 'The average is taken over this time.'),
    observedFor: duration(
      '10m',
      'A collector must have observed the namespace for this long before it is judged by the average.',
    ),
    for: pause('15s', 'Two evaluations: the age of the request says how long it has lasted.'),
    keepFiringFor: pause('5m', 'Cancels come in waves; one wave is one alert.'),
  }),
  cancelSilent: group({
    activities: count(1, 'No healthy activity is ever silent.'),
    for: pause(
      '2m',
      'Two scrapes at 60 s, one of them lost. With a short heartbeat timeout the server ends the attempt sooner by itself.',
    ),
    keepFiringFor: pause('5m', 'The next one of the same kind is usually seconds away.'),
  }),
  cancelUnheard: group({
    activities: count(1, 'A single one holds a slot for minutes.'),
    for: pause('2m', 'On top of --unheard-after: a heartbeat that comes meanwhile ends it.'),
    keepFiringFor: pause('5m', 'The next one of the same kind is usually seconds away.'),
  }),
  heartbeatStale: group({
    activities: count(1, 'No healthy activity is ever stale: SDKs heartbeat every min(0.8 × the timeout, 60 s).'),
    for: pause('2m', 'With a heartbeat timeout up to 20 m the server ends the attempt within that time and retries.'),
    keepFiringFor: pause('5m', 'The next one of the same kind is usually seconds away.'),
  }),
  activityStalled: group({
    activities: count(1, 'Details that changed before and stopped changing are not a matter of load.'),
    for: pause('2m', 'On top of --stalled-after: a single slow item may still end.'),
    keepFiringFor: pause('5m', 'One item of progress between two stalls is not a recovery.'),
  }),
  workerLost: group({
    activities: count(1, 'A single lost attempt already delays its workflow by what is left of its timeout.'),
    for: pause(
      '2m',
      'On top of the two reporting periods that Deadbeat waits: a worker that was only late is back by then; two scrapes at 60 s, one of them lost.',
    ),
    keepFiringFor: pause('5m', 'Workers die in groups; one crash loop is one alert.'),
  }),
  slotsUnaccounted: group({
    slots: count(1, 'Deadbeat demands the excess in two reports in a row; what is left is real.'),
    knownWithin: duration(
      '2m30s',
      'Workers report once a minute; where observations come late, or a scrape is lost, the number may be unknown for a moment.',
    ),
    describedWithin: duration(
      '1m',
      'With shards the number is only known where each has described what it found longer ago than this.',
    ),
    for: pause('5m', 'Code that only reacts late to its timeout is gone by then.'),
    keepFiringFor: pause('10m', 'Worker reports come every minute, and one may be missed.'),
  }),
  slotsHeldByWaste: group({
    share: share(0.5, 'Half of the capacity of the queue is gone: what waits now waits at least twice as long.'),
    slots: count(2, 'A single activity on a queue with one or two slots is not a reason to wake anyone.'),
    for: pause(
      '2m',
      'Longer than well-behaved activities take to receive a mass cancellation (0.8 of the heartbeat timeout and 60 s at most, or 30 s without one).',
    ),
    keepFiringFor: pause('5m', 'Slot reports come every minute.'),
  }),
  wasteBudgetBurn: group({
    budget: share(0.01, 'One hundredth of the activity time of a task queue may be wasted over 30 days.'),
    rateWindow: duration(
      '5m',
      'Four scrapes at 60 s, one of them lost, and longer than a restart of the collector, whose waste is found afterwards.',
    ),
    evaluationInterval: duration('1m', 'The shortest window has five points then, the longest stays cheap.'),
    page: group({
      activities: count(10, 'Ten slots blocked on average, over the long window and the short one: less wakes no one.'),
      fast: burn(14.4, '1h', '5m'),
      slow: burn(6, '6h', '30m'),
    }),
    ticket: group({
      activities: count(1, 'One slot blocked on average, over the long window: less is not worth a change of code.'),
      fast: burn(3, '24h', '2h'),
      slow: burn(1, '72h', '6h'),
    }),
    keepFiringFor: pause('15m', 'The short window falls in and out while the waste comes in bursts.'),
  }),
  unreachableExposure: group({
    exposure: duration(
      '10h',
      'The next mass cancellation would waste ten slot hours: what would page if it had happened within one hour.',
    ),
    for: pause('30m', 'A property of the code, not of the moment.'),
    keepFiringFor: pause('1h', 'Batches come and go; one type is one ticket.'),
  }),
  orphansPilingUp: group({
    activities: count(10, 'Some orphans are normal: TRY_CANCEL is the default of the Go, Java and Python SDKs.'),
    for: pause('15m', 'Orphans of a single burst are past their timeouts by then, or they are long.'),
    keepFiringFor: pause('15m', 'One kind of orphan is one ticket.'),
  }),
  down: group({
    for: pause('5m', 'A restart or a rollout takes less.'),
  }),
  vanished: group({
    within: duration(
      '24h',
      'A collector or namespace that was there within this time is missed; after it, its absence is the usual state.',
    ),
    for: pause('10m', 'Longer than a restart with a first pass.'),
  }),
  shards: group({
    for: pause('10m', 'Changing the number of shards rolls out within this time.'),
  }),
  namespaceDiscovery: group({
    for: pause('5m', 'Namespaces are listed once a minute; one failure means nothing.'),
  }),
  scrapeMisconfigured: group({
    for: pause('5m', 'A change of the scrape configuration is complete by then.'),
  }),
  rulesMissing: group({
    for: pause('10m', 'Rules are evaluated within a minute after they are loaded.'),
  }),
  notObserving: group({
    passesWithin: duration(
      '3m',
      'Not one complete pass in this time is more than a moment, and it holds three scrapes at 60 s.',
    ),
    lastPass: duration(
      '15m',
      'A pass is given up after ten minutes. The first one after a start may take as long; a slow --schedule adds twice what deadbeat_discovery_lag_seconds says.',
    ),
    for: pause('2m', 'With the three minutes before: as patient as DeadbeatDown.'),
  }),
  observationsOld: group({
    running: duration('1m', 'From there on the ages that Deadbeat shows stop growing.'),
    new: duration('15m', 'Executions found so long ago and not yet described are not in any figure.'),
    idle: duration('75m', 'A quarter of an hour more than --max-observation-age, one hour.'),
    cycles: factor(
      2,
      'With a small budget observations are older by design: so many rounds through all that runs, at the configured calls per second, are allowed.',
    ),
    for: pause('5m', 'A burst of new executions is worked off by then, or the budget is too small.'),
    keepFiringFor: pause('5m', 'The budget hovers around what is needed.'),
  }),
  throttled: group({
    refused: share(
      0.01,
      'Deadbeat backs off at each refusal; more than one in a hundred means that it finds no rate that Temporal accepts.',
    ),
    window: duration('5m', 'Four scrapes at 60 s, one of them lost.'),
    comparedOver: duration(
      '24h',
      'Where deadbeat_request_budget_configured is missing, the budget now is compared with its best in this time.',
    ),
    for: pause('10m', 'A burst of the workers themselves is over by then.'),
    keepFiringFor: pause('10m', 'The budget rises and is refused again.'),
  }),
  unreadable: group({
    window: duration(
      '10m',
      'Something must fail in three of these in a row: it happens again and again, not once or twice.',
    ),
    for: pause('1m', 'The three windows are the patience.'),
    keepFiringFor: pause('15m', 'The same execution is tried again with growing pauses.'),
  }),
  unexamined: group({
    window: duration('1h', 'One ticket for the work of an hour.'),
    for: pause('15m', 'No hurry: the figures stay too low until someone changes a setting.'),
  }),
  clockOffset: group({
    offset: duration('5s', 'Ages are shown in seconds; a clock that is synchronized is within a fraction of one.'),
    for: pause('15m', 'A clock that was stepped is corrected by then.'),
  }),
  labelSetsFolded: group({
    for: pause('15m', 'A burst of names may pass; a name made of an ID stays.'),
  }),
  stateNotSaved: group({
    window: duration(
      '3m',
      'Writes must fail in three of these in a row; each holds two scrapes at 60 s, one lost between them.',
    ),
    failures: factor(
      2,
      'A write is repeated every second, and one that hangs counts every four: a single one that succeeds the next time is no fault.',
    ),
    for: pause('1m', 'The three windows are the patience.'),
    keepFiringFor: pause('5m', 'A full disk has free space again for moments.'),
  }),
});

export type Thresholds = z.output<typeof thresholdsSchema>;

export const defaultThresholds: Thresholds = thresholdsSchema.parse({});
