import { inMs } from './threshold-kinds.js';
import type { Thresholds } from './thresholds.js';

export type Contradiction = Readonly<{ path: readonly string[]; accepted: string }>;

/** Thresholds that are fine alone, but not together. */
export function contradictions(thresholds: Thresholds): Contradiction[] {
  const checks = [shortWindows, coarseWaits, shortWaits, burnWindows];
  return checks.flatMap((check) => check(thresholds)).filter((found) => found !== undefined);
}

type Check = Contradiction | undefined;

const demand = (holds: boolean, path: readonly string[], accepted: string): Check =>
  holds ? undefined : { path, accepted };

/** A rate needs two points and a gauge one, also where one scrape is lost. */
function shortWindows({ scrapeInterval, ...thresholds }: Thresholds): Check[] {
  const { lostScrapes, notObserving, slotsUnaccounted, wasteBudgetBurn, throttled, unreadable, stateNotSaved } =
    thresholds;
  const scrapes = (least: number, path: readonly string[], window: string) =>
    demand(inMs(window) >= least * inMs(scrapeInterval), path, `at least ${least} scrapes of ${scrapeInterval}`);
  return [
    scrapes(2.5, ['lostScrapes'], lostScrapes),
    scrapes(3, ['notObserving', 'passesWithin'], notObserving.passesWithin),
    scrapes(2.5, ['slotsUnaccounted', 'knownWithin'], slotsUnaccounted.knownWithin),
    scrapes(4, ['wasteBudgetBurn', 'rateWindow'], wasteBudgetBurn.rateWindow),
    scrapes(4, ['throttled', 'window'], throttled.window),
    scrapes(3, ['unreadable', 'window'], unreadable.window),
    scrapes(3, ['stateNotSaved', 'window'], stateNotSaved.window),
    ...['cancelSilent', 'cancelUnheard', 'heartbeatStale', 'activityStalled', 'workerLost', 'slotsHeldByWaste'].map(
      (name) => scrapes(2, [name, 'for'], waitOf(thresholds, name)),
    ),
  ];
}

function waitOf(thresholds: Readonly<Record<string, unknown>>, name: string): string {
  return (thresholds[name] as Readonly<{ for: string }>).for;
}

/** With two evaluations in it, a `for` would take two moments for a state that lasts. */
function coarseWaits(thresholds: Thresholds): Check[] {
  const { evaluationInterval, cancelCannotBeHeard, cancelIgnored, ...others } = thresholds;
  return Object.entries(others).map(([name, group]) =>
    typeof group === 'object' && 'for' in group
      ? demand(inMs(group.for) >= 2 * inMs(evaluationInterval), [name, 'for'], 'at least two evaluations')
      : undefined,
  );
}

/** What a single observation shows must not last as long as a `for`, only because the values of lost scrapes stand in. */
function shortWaits({ observedWithin, slotsHeldByWaste, cancelIgnored }: Thresholds): Check[] {
  return [
    demand(
      inMs(slotsHeldByWaste.for) > inMs(observedWithin),
      ['slotsHeldByWaste', 'for'],
      `longer than observedWithin, ${observedWithin}`,
    ),
    demand(
      inMs(cancelIgnored.observedFor) <= inMs(cancelIgnored.within),
      ['cancelIgnored', 'observedFor'],
      `at most the window of ${cancelIgnored.within}`,
    ),
  ];
}

function burnWindows({ wasteBudgetBurn: { budget, page, ticket } }: Thresholds): Check[] {
  return Object.entries({ page, ticket }).flatMap(([severity, { fast, slow }]) =>
    Object.entries({ fast, slow }).flatMap(([speed, { factor, long, short }]) => {
      const path = ['wasteBudgetBurn', severity, speed];
      return [
        demand(inMs(short) < inMs(long), [...path, 'short'], `less than the long window of ${long}`),
        demand(factor * budget < 1, [...path, 'factor'], `less than 1 / ${budget}, the budget`),
      ];
    }),
  );
}
