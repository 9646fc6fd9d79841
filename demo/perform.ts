import { setTimeout as pause } from 'node:timers/promises';
import type { Watcher } from './deadbeat/watcher.js';
import { type Play, play } from './play.js';
import { type Scenario, twinsOf } from './scenarios/scenario.js';
import type { Stage } from './stage/stage.js';
import { truthOf } from './truth.js';
import { type Verdict, verdictOn } from './verdict.js';

/** Deadbeat may take this long after an end to read it from history. */
const settlesWithinMs = 15_000;

/** Starts the scenarios, all twins side by side. */
export function perform(scenarios: readonly Scenario[], stage: Stage) {
  const started = twinsOf(scenarios).map((part) => play(part, stage));
  return {
    plays: started.map((one) => one.play),
    allOver: Promise.all(started.map(({ over }) => over)).then(() => undefined),
  };
}

/** The verdicts once Deadbeat's figures agree with history and it shows nothing of the past, or once it has had its time. */
export async function settle(plays: readonly Play[], { client }: Stage, watcher: Watcher): Promise<Verdict[]> {
  const giveUpAt = Date.now() + settlesWithinMs;
  const truths = await Promise.all(plays.map(async (one) => (one.isOver ? await truthOf(one, client) : undefined)));
  for (;;) {
    await watcher.ask();
    const verdicts = plays.map((one, index) => verdictOn(one, truths[index], watcher));
    const isSettled = verdicts.every(({ agrees }) => agrees !== false) && !stillShows(watcher, plays);
    if (isSettled || Date.now() > giveUpAt) return verdicts;
    await pause(250);
  }
}

function stillShows({ latest }: Watcher, plays: readonly Play[]): boolean {
  const over = new Set(plays.filter(({ isOver }) => isOver).map(({ part }) => part.twin.workflow));
  return latest.rows.some(({ workflowType, suspect }) => over.has(workflowType) && !suspect);
}
