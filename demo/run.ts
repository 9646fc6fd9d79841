import { setTimeout as pause } from 'node:timers/promises';
import { startTemporal } from '../tools/servers.js';
import type { DemoArguments } from './arguments.js';
import { Alerts } from './deadbeat/alerts.js';
import { Watcher } from './deadbeat/watcher.js';
import { firstCancelRequest } from './history/events.js';
import { startMonitoring } from './monitoring/monitoring.js';
import { perform, type Result, settle } from './perform.js';
import type { Play } from './play.js';
import { writeRecord } from './record/write-record.js';
import type { TwinName } from './scenarios/scenario.js';
import { complaints, finalTable } from './show/final-table.js';
import { liveView } from './show/live.js';
import type { Closers } from './stage/closers.js';
import { openStage, type Stage } from './stage/stage.js';
import { isGood } from './verdict.js';

/** Plays the scenarios from start to verdict. @returns whether every figure agrees with history */
export async function run(options: DemoArguments, closers: Closers): Promise<boolean> {
  const deadline = options.forMs === undefined ? undefined : Date.now() + options.forMs;
  const out = options.json ? process.stderr : process.stdout;
  const say = (line: string) => out.write(`${line}\n`);

  say('Starting a Temporal server, the workers and Deadbeat…');
  const temporal = await startTemporal({ headless: false });
  closers.add(temporal.stop);
  const { scenarios, pace, port: collectorPort } = options;
  const { address, uiUrl } = temporal;
  const stage = await openStage({ address, namespace: 'default', scenarios, pace, closers, uiUrl, collectorPort });
  const { url } = stage.collector;
  const { prometheus, alertmanager, inbox } = await startMonitoring(url, pace, closers);
  const addresses = [
    `Deadbeat's page  ${url}/`,
    `its metrics      ${url}/metrics`,
    `Temporal UI      ${uiUrl}`,
    `Prometheus       ${prometheus}`,
    `Alertmanager     ${alertmanager}`,
    `notifications    ${inbox}`,
  ];
  // On a terminal they stand above the live view.
  if (!out.isTTY) say(`\n${addresses.join('\n')}\n`);

  const startedAt = new Date();
  const watcher = new Watcher(url);
  watcher.start();
  const alerts = new Alerts(alertmanager);
  alerts.start();
  const alertsFor = ({ part }: Play) => alerts.firedFor(part);
  const { plays, allOver } = perform(scenarios, stage);
  const live = liveView(out, { plays, saying: () => watcher.latest, alertsFor, addresses, startedAt });
  const ticking = setInterval(live.update, 250);
  await (deadline === undefined ? allOver : Promise.race([allOver, pause(Math.max(0, deadline - Date.now()))]));

  const results = await settle(plays, stage, watcher, alertsFor);
  const verdicts = results.map(({ verdict }) => verdict);
  clearInterval(ticking);
  live.end();
  const tallies = talliesOf(results, stage);
  if (options.record !== undefined) await writeRecord(options.record, results, tallies, watcher.memory, pace);
  if (options.json) process.stdout.write(`${JSON.stringify({ scenarios: verdicts, tallies }, null, 2)}\n`);
  say(finalTable(verdicts));
  for (const line of [...tallies, ...complaints(verdicts)]) say(line);
  if (options.keep) await untilInterrupted(addresses, say);
  watcher.stop();
  alerts.stop();
  return verdicts.every(isGood);
}

/** What the external systems saw, scenario by scenario, of those that are over. */
function talliesOf(results: readonly Result[], { services }: Stage): string[] {
  const scenarios = [...new Set(results.map(({ play }) => play.part.scenario))];
  return scenarios.flatMap((scenario) => {
    const its = results.filter(({ play }) => play.part.scenario === scenario);
    if (scenario.tally === undefined || its.some(({ truth }) => truth === undefined)) return [];
    const requestedAt = (twin: TwinName) =>
      firstCancelRequest(its.find(({ play }) => play.part.name === twin)?.truth?.events ?? []);
    const tally = scenario.tally(services, { without: requestedAt('without'), with: requestedAt('with') });
    return [`${scenario.name}: ${tally}.`];
  });
}

function untilInterrupted(addresses: readonly string[], say: (line: string) => void): Promise<never> {
  say(`\n${addresses.join('\n')}\n\nEverything stays up until Ctrl-C.`);
  return new Promise(() => undefined);
}
