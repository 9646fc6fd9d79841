import type { Finding } from '../collector/findings/findings.js';
import { sum } from './deadbeat/exposition.js';
import type { Watcher } from './deadbeat/watcher.js';
import type { ScenarioRun } from './scenario-run.js';
import { type Measure, type TwinName, twinNames } from './scenarios/scenario.js';
import type { Truth } from './truth.js';

/** What Deadbeat said about a twin beside what the server's own records say. */
export type Verdict = Readonly<{
  scenario: string;
  twin: TwinName;
  measure: Measure;
  /** Both undefined where the scenario has not come to its end. */
  history: number | undefined;
  deadbeat: number | undefined;
  agrees: boolean | undefined;
  /** Deadbeat's figure is a lower bound. */
  isBound: boolean;
  findings: readonly Finding[];
  /** What Deadbeat should have said but did not, and what it said without cause. */
  missed: readonly Finding[];
  accused: readonly Finding[];
  /** The alert that should have fired but did not, and those that fired without cause. */
  notFired: readonly string[];
  falseAlarms: readonly string[];
}>;

/** Undefined where no alerts are watched. */
export type FiredNames = readonly string[] | undefined;

export function verdictOn(
  { part }: ScenarioRun,
  truth: Truth | undefined,
  watcher: Watcher,
  fired: FiredNames,
): Verdict {
  const { scenario, name, twin } = part;
  const { measure } = scenario;
  const seen = new Set(watcher.memory.findingsOf(twin.workflow).keys());
  const may = new Set<Finding>([...twin.shows, ...(twin.mayShow ?? [])]);
  const deadbeat = deadbeatFigure(part, watcher);
  return {
    scenario: scenario.name,
    twin: name,
    measure,
    history: truth?.figure,
    deadbeat: truth && deadbeat,
    ...(truth ? comparison(measure, truth.figure, deadbeat) : { agrees: undefined, isBound: false }),
    findings: [...seen],
    missed: truth === undefined ? [] : twin.shows.filter((finding) => !seen.has(finding)),
    accused: [...seen].filter((finding) => !may.has(finding)),
    ...alarms(part, truth === undefined ? undefined : fired),
  };
}

/** Without the remedy the scenario's alert must fire; with it, none. */
function alarms({ scenario: { alert }, name, twin }: ScenarioRun['part'], fired: FiredNames) {
  if (fired === undefined) return { notFired: [], falseAlarms: [] };
  return name === 'without'
    ? { notFired: fired.includes(alert) ? [] : [alert], falseAlarms: [] }
    : { notFired: [], falseAlarms: fired.filter((one) => !twin.mayAlert?.includes(one)) };
}

/** No verdict is bad, and at least one scenario could be compared with both its twins: no comparison is not agreement. */
export function allAgree(verdicts: readonly Verdict[]): boolean {
  return verdicts.every(isGood) && isAnyCompared(verdicts);
}

/** At least one scenario has come to its end with both its twins. */
export function isAnyCompared(verdicts: readonly Verdict[]): boolean {
  const isJudged = (scenario: string, twin: TwinName) =>
    verdicts.some((one) => one.scenario === scenario && one.twin === twin && one.agrees !== undefined);
  return verdicts.some(({ scenario }) => twinNames.every((twin) => isJudged(scenario, twin)));
}

/** Nothing speaks against it; what has not come to its end is not judged by its figure. */
function isGood({ agrees, missed, accused, notFired, falseAlarms }: Verdict): boolean {
  return agrees !== false && [missed, accused, notFired, falseAlarms].every(({ length }) => length === 0);
}

function deadbeatFigure({ scenario: { measure }, twin }: ScenarioRun['part'], watcher: Watcher): number {
  const of = (metric: string) => sum(watcher.latest.samples, metric, { workflow_type: twin.workflow });
  switch (measure) {
    case 'wasted':
      return of('deadbeat_wasted_seconds_total');
    case 'lost':
      return of('deadbeat_lost_seconds_total');
    case 'orphaned':
      return of('deadbeat_orphaned_exposure_seconds_total');
    case 'slots':
      return watcher.memory.mostUnaccountedSlots(twin.taskQueue);
  }
}

/** History's `lost` reckons with the start of the next attempt, which a server may delay by up to a second. */
const lostToleranceSeconds = 1.5;
/** Deadbeat takes this long to decide that a worker is gone; what ends sooner it does not count. */
const lostKnownAfterSeconds = 15;

export function comparison(measure: Measure, history: number, deadbeat: number): { agrees: boolean; isBound: boolean } {
  const gap = Math.abs(history - deadbeat);
  switch (measure) {
    case 'wasted':
    case 'orphaned':
      return { agrees: gap <= Math.max(0.05, history / 1000), isBound: false };
    case 'lost': {
      const isWithin = gap <= lostToleranceSeconds;
      // Only zero: what it has begun to count it must count in full.
      const isBound = !isWithin && deadbeat === 0 && history < lostKnownAfterSeconds;
      return { agrees: isWithin || isBound, isBound };
    }
    case 'slots':
      return { agrees: gap === 0, isBound: false };
  }
}
