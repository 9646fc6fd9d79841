import { setTimeout as pause } from 'node:timers/promises';
import { startTemporal } from '../tools/servers.js';
import type { DemoArguments } from './arguments.js';
import { Watcher } from './deadbeat/watcher.js';
import { type Play, play } from './play.js';
import { twinsOf } from './scenarios/scenario.js';
import { complaints, finalTable } from './show/final-table.js';
import { liveView } from './show/live.js';
import type { Closers } from './stage/closers.js';
import { openStage, type Stage } from './stage/stage.js';
import { truthOf } from './truth.js';
import { isGood, type Verdict, verdictOn } from './verdict.js';

/** Deadbeat may take this long after an end to read it from history. */
const settlesWithinMs = 15_000;

/** Plays the scenarios from start to verdict. @returns whether every figure agrees with history */
export async function run(options: DemoArguments, closers: Closers): Promise<boolean> {
  const deadline = options.forMs === undefined ? undefined : Date.now() + options.forMs;
  const out = options.json ? process.stderr : process.stdout;
  const say = (line: string) => out.write(`${line}\n`);

  say('Starting a Temporal server, the workers and Deadbeat…');
  const temporal = await startTemporal({ headless: false });
  closers.add(temporal.stop);
  const { scenarios, pace } = options;
  const { address, uiUrl } = temporal;
  const stage = await openStage({ address, namespace: 'default', scenarios, pace, closers, uiUrl });
  const { url } = stage.collector;
  say(`\n  Deadbeat's page  ${url}/\n  its metrics      ${url}/metrics\n  Temporal UI      ${uiUrl}\n`);

  const startedAt = new Date();
  const watcher = new Watcher(url);
  watcher.start();
  const started = twinsOf(scenarios).map((part) => play(part, stage));
  const plays = started.map((one) => one.play);
  const live = liveView(out, { plays, saying: () => watcher.latest, startedAt });
  const ticking = setInterval(live.update, 250);
  const allOver = Promise.all(started.map(({ over }) => over));
  await (deadline === undefined ? allOver : Promise.race([allOver, pause(Math.max(0, deadline - Date.now()))]));

  const verdicts = await settled(plays, stage, watcher);
  clearInterval(ticking);
  live.end();
  if (options.json) process.stdout.write(`${JSON.stringify({ scenarios: verdicts }, null, 2)}\n`);
  say(finalTable(verdicts));
  for (const complaint of complaints(verdicts)) say(complaint);
  if (options.keep) await untilInterrupted(say);
  watcher.stop();
  return verdicts.every(isGood);
}

async function settled(plays: readonly Play[], { client }: Stage, watcher: Watcher): Promise<Verdict[]> {
  const giveUpAt = Date.now() + settlesWithinMs;
  for (;;) {
    await watcher.ask();
    const verdicts = await Promise.all(
      plays.map(async (one) => verdictOn(one, one.isOver ? await truthOf(one, client) : undefined, watcher)),
    );
    if (verdicts.every(({ agrees }) => agrees !== false) || Date.now() > giveUpAt) return verdicts;
    await pause(250);
  }
}

function untilInterrupted(say: (line: string) => void): Promise<never> {
  say('Everything stays up until Ctrl-C.');
  return new Promise(() => undefined);
}
