import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { waitFor } from '../tools/wait-for.js';
import { type Environment, workflowQueue } from './environment/environment.js';
import { lastReportOf, runningSince } from './history/server.js';
import { timesOf } from './scenario-input.js';
import type { Part } from './scenarios/scenario.js';
import type { WorkerControls } from './worker-controls.js';

/** One variant of a scenario while it runs; the live view reads it. */
export type ScenarioRun = {
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
export function startScenario(
  part: Part,
  environment: Environment,
  afterMs: number,
): { run: ScenarioRun; over: Promise<void> } {
  const state: ScenarioRun = { part, phase: 'starts', since: new Date(), isOver: false };
  return { run: state, over: pause(afterMs).then(() => runToEnd(state, environment)) };
}

async function runToEnd(state: ScenarioRun, environment: Environment): Promise<void> {
  const { twin } = state.part;
  const say = (phase: string) => {
    state.phase = phase;
    state.since = new Date();
  };
  const handle = await environment.client.workflow.start(twin.workflow, {
    workflowId: twin.workflow,
    taskQueue: workflowQueue,
    args: [environment.input],
  });
  state.runId = handle.firstExecutionRunId;
  say('runs');
  await Promise.all([
    twin.harm?.(controlsOf(state, environment, say)),
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

function controlsOf(state: ScenarioRun, environment: Environment, say: WorkerControls['say']): WorkerControls {
  const { twin } = state.part;
  const harm = async (signal: NodeJS.Signals) => {
    process.kill(environment.workerOf(twin).pid, signal);
    state.harmedAt = Date.now();
    // A report may still have been on its way.
    await pause(500);
    state.lastReportAt = await lastReportOf(environment.client, twin.taskQueue);
  };
  return {
    times: timesOf(environment.input),
    running: () => {
      const start = () => runningSince(environment.client, twin.workflow);
      return waitFor(start, { what: `an activity of ${twin.workflow} to run`, deadlineMs: 60_000 });
    },
    wait: async (ms) => void (await pause(Math.max(0, ms))),
    say,
    killWorker: () => harm('SIGKILL'),
    freezeWorker: () => harm('SIGSTOP'),
    startAnotherWorker: () => environment.startAnotherWorker(twin),
  };
}
