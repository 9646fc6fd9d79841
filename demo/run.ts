import { setTimeout as pause } from 'node:timers/promises';
import { startTemporal } from '../tools/servers.js';
import type { DemoArguments } from './arguments.js';
import { Alerts } from './deadbeat/alerts.js';
import { Watcher } from './deadbeat/watcher.js';
import { startMonitoring } from './monitoring/monitoring.js';
import { perform, settle } from './perform.js';
import type { Play } from './play.js';
import { writeRecord } from './record/write-record.js';
import { paces } from './scene.js';
import { boundNote, complaints, finalTable, nothingComparedNote } from './show/final-table.js';
import { liveView } from './show/live.js';
import { talliesOf } from './show/tallies.js';
import type { Closers } from './stage/closers.js';
import { openStage } from './stage/stage.js';
import { allAgree, isAnyCompared } from './verdict.js';

/** Plays the scenarios from start to verdict. @returns whether figures could be compared, and all agree with history */
export async function run(options: DemoArguments, closers: Closers): Promise<boolean> {
  const { scenarios, pace, port: collectorPort, forMs, json, keep, record } = options;
  const out = json ? process.stderr : process.stdout;
  const say = (line: string) => out.write(`${line}\n`);

  say('Starting a Temporal server, the workers, Deadbeat, Prometheus and Alertmanager…');
  const temporal = await startTemporal({ headless: false });
  closers.add(temporal.stop);
  const { address, uiUrl } = temporal;
  const stage = await openStage({ address, namespace: 'default', scenarios, pace, closers, uiUrl, collectorPort });
  const { url } = stage.collector;
  const { prometheus, alertmanager, inbox, grafana } = await startMonitoring(url, pace, closers);
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
  const alertsFor = ({ part }: Play) => alerts.firedFor(part);
  const { plays, allOver } = perform(scenarios, stage);
  const live = liveView(out, { plays, saying: () => watcher.latest, alertsFor, startedAt: new Date() });
  const ticking = setInterval(live.update, 250);
  await Promise.race([allOver, ...(forMs === undefined ? [] : [pause(forMs)])]);

  // In real time the rules are as patient as in production: most would ring only when all is over.
  const results = await settle(plays, stage, watcher, pace === paces.realTime ? undefined : alertsFor);
  clearInterval(ticking);
  live.end();
  const verdicts = results.map(({ verdict }) => verdict);
  const tallies = talliesOf(results, stage.services);
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
