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
  }),
  scrapeInterval: duration(
    '15s',
    'What docker-compose.yml scrapes at; state yours, the windows are checked against it.',
  ),
  evaluationInterval: duration('15s', 'One evaluation for each scrape: more would see nothing new.'),
  observedWithin: duration(
    '45s',
    'An activity alert believes a gauge only if a discovery pass was complete within this time: three scrapes, so that a single failed pass resets nothing, and less than any `for` that matters.',
  ),
  cancelCannotBeHeard: group({
    oldest: duration(
      '30s',
      'Waiting proves nothing here, the activity cannot hear; 30 s spare those that end by themselves and leave most of two minutes of waste to be saved.',
    ),
    for: pause('15s', 'Two evaluations, so that no single scrape rings.'),
    keepFiringFor: pause('5m', 'Cancels come in waves; one wave is one alert.'),
  }),
  cancelIgnored: group({
    oldest: duration('1m', 'A request younger than this may still be in an honest clean-up.'),
    for: pause('1m', 'On top of --cancel-grace: even a slow clean-up is over by then.'),
    keepFiringFor: pause('5m', 'Cancels come in waves; one wave is one alert.'),
  }),
  cancelSilent: group({
    activities: count(1, 'No healthy activity is ever silent.'),
    for: pause(
      '1m',
      'With a short heartbeat timeout the server ends the attempt sooner by itself, and no one is needed.',
    ),
    keepFiringFor: pause('5m', 'The next one of the same kind is usually seconds away.'),
  }),
  heartbeatStale: group({
    activities: count(1, 'No healthy activity is ever stale: SDKs heartbeat by 0.8 of the timeout.'),
    for: pause('2m', 'With a heartbeat timeout up to 20 m the server ends the attempt within that time and retries.'),
    keepFiringFor: pause('5m', 'The next one of the same kind is usually seconds away.'),
  }),
  activityStalled: group({
    activities: count(1, 'Details that changed before and stopped changing are not a matter of load.'),
    for: pause('2m', 'On top of --stalled-after: a single slow item may still end.'),
    keepFiringFor: pause('5m', 'One item of progress between two stalls is no recovery.'),
  }),
  workerLost: group({
    activities: count(1, 'A single lost attempt already delays its workflow by what is left of its timeout.'),
    for: pause(
      '1m',
      'On top of the two reporting periods that Deadbeat waits: a worker that was only late is back by then.',
    ),
    keepFiringFor: pause('5m', 'Workers die in groups; one crash loop is one alert.'),
  }),
  slotsUnaccounted: group({
    slots: count(1, 'Deadbeat demands the excess in two reports in a row; what is left is real.'),
    knownWithin: duration(
      '2m',
      'Workers are asked each 30 s; where looks come late, a comparison or two may leave the number unknown.',
    ),
    for: pause('5m', 'Code that only reacts late to its timeout is gone by then.'),
    keepFiringFor: pause('10m', 'Worker reports come each minute and may miss a moment.'),
  }),
  slotsHeldByWaste: group({
    share: share(0.5, 'Half of the capacity of the queue is gone: what waits now waits at least twice as long.'),
    slots: count(2, 'A single activity on a queue with one or two slots is no reason to wake anyone.'),
    for: pause(
      '2m',
      'Longer than well-behaved activities take to hear a mass cancel (0.8 of the heartbeat timeout, or 30 s).',
    ),
    keepFiringFor: pause('5m', 'Slot reports come each minute.'),
  }),
  wasteBudgetBurn: group({
    budget: share(0.01, 'One hundredth of the activity time of a task queue may be wasted over 30 days.'),
    rateWindow: duration(
      '5m',
      'Twenty scrapes, and longer than a restart of the collector, whose waste is found afterwards.',
    ),
    evaluationInterval: duration('1m', 'The shortest window has five points then, the longest stays cheap.'),
    page: group({
      activities: count(10, 'Ten slots blocked on average, over the long window: less wakes nobody.'),
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
      'The next mass cancel would waste ten slot hours: what would page if it had happened within one hour.',
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
  notObserving: group({
    passesWithin: duration('2m', 'Not one complete pass among twelve: no blip.'),
    lastPass: duration(
      '15m',
      'A pass is given up after ten minutes; without one for longer the loop is dead. With a --schedule slower than every five minutes, raise it to two periods and ten minutes.',
    ),
    for: pause('3m', 'With the two minutes before: as patient as DeadbeatDown.'),
  }),
  observationsOld: group({
    running: duration('1m', 'From there on the ages that Deadbeat shows stand still.'),
    idle: duration('15m', 'An activity that starts now would be seen this late.'),
    for: pause('5m', 'A burst of new executions is worked off by then, or the budget is too small.'),
    keepFiringFor: pause('5m', 'The budget hovers around what is needed.'),
  }),
  throttled: group({
    refused: share(
      0.01,
      'Deadbeat backs off at each refusal; more than one in a hundred means that it cannot find its place.',
    ),
    window: duration('5m', 'Twenty scrapes.'),
    comparedOver: duration(
      '24h',
      'The budget now is compared with its best in this time; refusals that last longer go quiet.',
    ),
    for: pause('10m', 'A burst of the workers themselves is over by then.'),
    keepFiringFor: pause('10m', 'The budget rises and is refused again.'),
  }),
  unreadable: group({
    window: duration('10m', 'Shorter than `for`: a single event is out of the window before it can ring.'),
    for: pause('15m', 'Something that happens again and again, not once.'),
    keepFiringFor: pause('15m', 'The same execution is tried again with growing pauses.'),
  }),
  labelSetsFolded: group({
    for: pause('15m', 'A burst of names may pass; a name made of an ID stays.'),
  }),
  stateNotSaved: group({
    window: duration('5m', 'Not longer than `for`: a single failed write does not ring.'),
    for: pause('5m', 'The state is written each second; this is no blip.'),
    keepFiringFor: pause('5m', 'A full disk has moments of air.'),
  }),
});

export type Thresholds = z.output<typeof thresholdsSchema>;

export const defaultThresholds: Thresholds = thresholdsSchema.parse({});
