import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { waitFor } from '../tools/wait-for.js';
import type { Hands } from './hands.js';
import { lastReportOf, runningSince } from './history/server.js';
import type { Part } from './scenarios/scenario.js';
import { timesOf } from './scene.js';
import { type Stage, workflowQueue } from './stage/stage.js';

/** One twin as it is being played; the live view reads it. */
export type Play = {
  readonly part: Part;
  runId?: string;
  phase: string;
  /** When the phase began. */
  since: Date;
  /** How the workflow ended, once it has. */
  ending?: string;
  isOver: boolean;
  /** When its worker was killed or frozen. */
  harmedAt?: number;
  /** The last report of the worker that was killed or frozen: milliseconds since the epoch. */
  lastReportAt?: number;
};

/** Starts the twin's workflow after a while and does to it what the scenario says. */
export function play(part: Part, stage: Stage, afterMs: number): { play: Play; over: Promise<void> } {
  const state: Play = { part, phase: 'starts', since: new Date(), isOver: false };
  return { play: state, over: pause(afterMs).then(() => run(state, stage)) };
}

async function run(state: Play, stage: Stage): Promise<void> {
  const { twin } = state.part;
  const say = (phase: string) => {
    state.phase = phase;
    state.since = new Date();
  };
  const handle = await stage.client.workflow.start(twin.workflow, {
    workflowId: twin.workflow,
    taskQueue: workflowQueue,
    args: [stage.scene],
  });
  state.runId = handle.firstExecutionRunId;
  say('runs');
  await Promise.all([
    twin.harm?.(handsOf(state, stage, say)),
    endingOf(handle.result()).then((ending) => {
      state.ending = ending;
    }),
  ]);
  say('over');
  state.isOver = true;
}

/** A workflow of the demo answers with how its work ended. */
async function endingOf(result: Promise<unknown>): Promise<string> {
  try {
    return String(await result);
  } catch (error) {
    if (error instanceof WorkflowFailedError) return 'failed';
    throw error;
  }
}

function handsOf(state: Play, stage: Stage, say: Hands['say']): Hands {
  const { twin } = state.part;
  const harm = async (signal: NodeJS.Signals) => {
    process.kill(stage.workerOf(twin).pid, signal);
    state.harmedAt = Date.now();
    // A report may still have been on its way.
    await pause(500);
    state.lastReportAt = await lastReportOf(stage.client, twin.taskQueue);
  };
  return {
    times: timesOf(stage.scene),
    running: () => {
      const start = () => runningSince(stage.client, twin.workflow);
      return waitFor(start, { what: `an activity of ${twin.workflow} to run`, deadlineMs: 60_000 });
    },
    wait: async (ms) => void (await pause(Math.max(0, ms))),
    say,
    killWorker: () => harm('SIGKILL'),
    freezeWorker: () => harm('SIGSTOP'),
    startAnotherWorker: () => stage.startAnotherWorker(twin),
  };
}
