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

/** A rate needs two points, and a lost scrape must not take it away. */
function shortWindows({ scrapeInterval, ...thresholds }: Thresholds): Check[] {
  const { observedWithin, notObserving, slotsUnaccounted, wasteBudgetBurn, throttled, unreadable, stateNotSaved } =
    thresholds;
  const scrapes = (least: number, path: readonly string[], window: string) =>
    demand(inMs(window) >= least * inMs(scrapeInterval), path, `at least ${least} scrapes of ${scrapeInterval}`);
  return [
    scrapes(2, ['observedWithin'], observedWithin),
    scrapes(2, ['notObserving', 'passesWithin'], notObserving.passesWithin),
    scrapes(2, ['slotsUnaccounted', 'knownWithin'], slotsUnaccounted.knownWithin),
    scrapes(4, ['wasteBudgetBurn', 'rateWindow'], wasteBudgetBurn.rateWindow),
    scrapes(4, ['throttled', 'window'], throttled.window),
    scrapes(4, ['unreadable', 'window'], unreadable.window),
    scrapes(4, ['stateNotSaved', 'window'], stateNotSaved.window),
  ];
}

/**
 * With two evaluations in it, a `for` would take two moments for a state that lasts. One may be short: how old the request
 * is says by itself how long it has lasted.
 */
function coarseWaits(thresholds: Thresholds): Check[] {
  const { scrapeInterval, evaluationInterval, cancelCannotBeHeard, ...others } = thresholds;
  const step = Math.max(inMs(scrapeInterval), inMs(evaluationInterval));
  return Object.entries(others).map(([name, group]) =>
    typeof group === 'object' && 'for' in group
      ? demand(inMs(group.for) >= 2 * step, [name, 'for'], 'at least two intervals of scrape and evaluation')
      : undefined,
  );
}

function shortWaits({ observedWithin, slotsHeldByWaste, unreadable, stateNotSaved }: Thresholds): Check[] {
  const oneEventNeverRings = ([name, { window, for: lasting }]: [string, { window: string; for: string }]) =>
    demand(inMs(window) <= inMs(lasting), [name, 'window'], `at most its for of ${lasting}: one event must not ring`);
  return [
    demand(
      inMs(slotsHeldByWaste.for) > inMs(observedWithin),
      ['slotsHeldByWaste', 'for'],
      `longer than observedWithin, ${observedWithin}`,
    ),
    ...Object.entries({ unreadable, stateNotSaved }).map(oneEventNeverRings),
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
