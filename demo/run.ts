import { setTimeout as pause } from 'node:timers/promises';
import { startTemporal } from '../tools/servers.js';
import type { DemoArguments } from './arguments.js';
import { Alerts } from './deadbeat/alerts.js';
import { Watcher } from './deadbeat/watcher.js';
import { openEnvironment } from './environment/environment.js';
import type { Teardown } from './environment/teardown.js';
import { startMonitoring } from './monitoring/monitoring.js';
import { writeRecord } from './record/write-record.js';
import { runScenarios, settle } from './run-scenarios.js';
import { paces } from './scenario-input.js';
import type { ScenarioRun } from './scenario-run.js';
import { boundNote, complaints, finalTable, nothingComparedNote } from './show/final-table.js';
import { liveView } from './show/live.js';
import { talliesOf } from './show/tallies.js';
import { allAgree, isAnyCompared } from './verdict.js';

/** Runs the scenarios from start to verdict. @returns whether figures could be compared, and all agree with history */
export async function run(options: DemoArguments, teardown: Teardown): Promise<boolean> {
  const { scenarios, pace, port: collectorPort, forMs, json, keep, record } = options;
  const out = json ? process.stderr : process.stdout;
  const say = (line: string) => out.write(`${line}\n`);

  say('Starting a Temporal server, the workers, Deadbeat, Prometheus and Alertmanager…');
  const temporal = await startTemporal({ headless: false });
  teardown.add(temporal.stop);
  const { address, uiUrl } = temporal;
  const environment = await openEnvironment({
    address,
    namespace: 'default',
    scenarios,
    pace,
    teardown,
    uiUrl,
    collectorPort,
  });
  const { url } = environment.collector;
  const { prometheus, alertmanager, inbox, grafana } = await startMonitoring(url, pace, teardown);
  const addresses = [
    `Deadbeat's page  ${url}/`,
    `its metrics      ${url}/metrics`,
    `Temporal UI      ${uiUrl}`,
    `Prometheus       ${prometheus}`,
    `Alertmanager     ${alertmanager}`,
    `notifications    ${inbox}`,
    ...(grafana === undefined ? [] : [`Grafana          ${grafana}`]),
  ];
  say(`\n${addresses.join('\n')}\n`);

  const watcher = new Watcher(url);
  watcher.start();
  const alerts = new Alerts(alertmanager);
  alerts.start();
  const alertsFor = ({ part }: ScenarioRun) => alerts.firedFor(part);
  const { runs, allOver } = runScenarios(scenarios, environment);
  const live = liveView(out, { runs, saying: () => watcher.latest, alertsFor, startedAt: new Date() });
  const ticking = setInterval(live.update, 250);
  await Promise.race([allOver, ...(forMs === undefined ? [] : [pause(forMs)])]);

  // In real time the rules are as patient as in production: most would fire only when all is over.
  const results = await settle(runs, environment, watcher, pace === paces.realTime ? undefined : alertsFor);
  clearInterval(ticking);
  live.end();
  const verdicts = results.map(({ verdict }) => verdict);
  const tallies = talliesOf(results, environment.services);
  if (json) process.stdout.write(`${JSON.stringify({ scenarios: verdicts, tallies }, null, 2)}\n`);
  say(finalTable(verdicts, out.columns));
  if (verdicts.some(({ isBound }) => isBound)) say(`${boundNote}\n`);
  for (const line of [...tallies, ...complaints(verdicts)]) say(line);
  if (!isAnyCompared(verdicts)) say(nothingComparedNote);
  if (record !== undefined) await writeRecord(record, results, tallies, watcher.memory, pace);
  if (keep) await untilInterrupted(addresses, say);
  watcher.stop();
  alerts.stop();
  return allAgree(verdicts);
}

function untilInterrupted(addresses: readonly string[], say: (line: string) => void): Promise<never> {
  say(`\n${addresses.join('\n')}\n\nEverything stays up until Ctrl-C.`);
  return new Promise(() => undefined);
}
