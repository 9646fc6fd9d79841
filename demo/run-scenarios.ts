import { setTimeout as pause } from 'node:timers/promises';
import type { FiredAlert } from './deadbeat/alerts.js';
import type { Watcher } from './deadbeat/watcher.js';
import type { Environment } from './environment/environment.js';
import { type ScenarioRun, startScenario } from './scenario-run.js';
import { type Scenario, twinsOf } from './scenarios/scenario.js';
import { type Truth, truthOf } from './truth.js';
import { type Verdict, verdictOn } from './verdict.js';

/** Deadbeat may take this long after an end to read it from history. */
const settlesWithinMs = 15_000;

/** Started all at once, they would delay each other, and with that what is timed in seconds. */
const startsApartMs = 100;

/** Runs the scenarios, all twins side by side. */
export function runScenarios(scenarios: readonly Scenario[], environment: Environment) {
  const started = twinsOf(scenarios).map((part, index) => startScenario(part, environment, index * startsApartMs));
  return {
    runs: started.map((one) => one.run),
    allOver: Promise.all(started.map(({ over }) => over)).then(() => undefined),
  };
}

export type Result = Readonly<{
  run: ScenarioRun;
  truth: Truth | undefined;
  verdict: Verdict;
  alerts: readonly FiredAlert[];
}>;

/** The verdicts once Deadbeat's figures agree with history and it shows nothing of the past, or once it has had its time. */
export async function settle(
  runs: readonly ScenarioRun[],
  { client }: Environment,
  watcher: Watcher,
  alertsFor?: (run: ScenarioRun) => readonly FiredAlert[],
): Promise<Result[]> {
  const giveUpAt = Date.now() + settlesWithinMs;
  const truths = await Promise.all(
    runs.map(async (run) => ({ run, truth: run.isOver ? await truthOf(run, client) : undefined })),
  );
  for (;;) {
    await watcher.ask();
    const results = truths.map(({ run, truth }) => {
      const alerts = alertsFor?.(run);
      const fired = alerts?.map(({ name }) => name);
      return { run, truth, verdict: verdictOn(run, truth, watcher, fired), alerts: alerts ?? [] };
    });
    const isSettled = results.every(({ verdict }) => verdict.agrees !== false) && !stillShows(watcher, runs);
    if (isSettled || Date.now() > giveUpAt) return results;
    await pause(250);
  }
}

function stillShows({ latest }: Watcher, runs: readonly ScenarioRun[]): boolean {
  const over = new Set(runs.filter(({ isOver }) => isOver).map(({ part }) => part.twin.workflow));
  return latest.rows.some(({ workflowType, suspect }) => over.has(workflowType) && !suspect);
}
