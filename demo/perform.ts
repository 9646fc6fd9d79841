import { setTimeout as pause } from 'node:timers/promises';
import type { FiredAlert } from './deadbeat/alerts.js';
import type { Watcher } from './deadbeat/watcher.js';
import { type Play, play } from './play.js';
import { type Scenario, twinsOf } from './scenarios/scenario.js';
import type { Stage } from './stage/stage.js';
import { type Truth, truthOf } from './truth.js';
import { type Verdict, verdictOn } from './verdict.js';

/** Deadbeat may take this long after an end to read it from history. */
const settlesWithinMs = 15_000;

/** A crowd at the door would delay the starts, and with them what is timed in seconds. */
const startsApartMs = 100;

/** Plays the scenarios, all twins side by side. */
export function perform(scenarios: readonly Scenario[], stage: Stage) {
  const started = twinsOf(scenarios).map((part, index) => play(part, stage, index * startsApartMs));
  return {
    plays: started.map((one) => one.play),
    allOver: Promise.all(started.map(({ over }) => over)).then(() => undefined),
  };
}

export type Result = Readonly<{
  play: Play;
  truth: Truth | undefined;
  verdict: Verdict;
  alerts: readonly FiredAlert[];
}>;

/** The verdicts once Deadbeat's figures agree with history and it shows nothing of the past, or once it has had its time. */
export async function settle(
  plays: readonly Play[],
  { client }: Stage,
  watcher: Watcher,
  alertsFor?: (play: Play) => readonly FiredAlert[],
): Promise<Result[]> {
  const giveUpAt = Date.now() + settlesWithinMs;
  const truths = await Promise.all(
    plays.map(async (play) => ({ play, truth: play.isOver ? await truthOf(play, client) : undefined })),
  );
  for (;;) {
    await watcher.ask();
    const results = truths.map(({ play, truth }) => {
      const alerts = alertsFor?.(play);
      const rung = alerts?.map(({ name }) => name);
      return { play, truth, verdict: verdictOn(play, truth, watcher, rung), alerts: alerts ?? [] };
    });
    const isSettled = results.every(({ verdict }) => verdict.agrees !== false) && !stillShows(watcher, plays);
    if (isSettled || Date.now() > giveUpAt) return results;
    await pause(250);
  }
}

function stillShows({ latest }: Watcher, plays: readonly Play[]): boolean {
  const over = new Set(plays.filter(({ isOver }) => isOver).map(({ part }) => part.twin.workflow));
  return latest.rows.some(({ workflowType, suspect }) => over.has(workflowType) && !suspect);
}
