import { setTimeout as pause } from 'node:timers/promises';
import { WorkflowFailedError } from '@temporalio/client';
import { waitFor } from '../tools/wait-for.js';
import type { Hands } from './hands.js';
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
  /** When its worker was killed or frozen. */
  harmedAt?: Date;
};

/** Starts the twin's workflow and does to it what the scenario says. */
export function play(part: Part, stage: Stage): { play: Play; over: Promise<void> } {
  const state: Play = { part, phase: 'starts', since: new Date() };
  return { play: state, over: run(state, stage) };
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
    handle.result().then(
      (ending: unknown) => {
        state.ending = String(ending);
      },
      (error: unknown) => {
        if (!(error instanceof WorkflowFailedError)) throw error;
        state.ending = 'failed';
      },
    ),
  ]);
  say('over');
}

function handsOf(state: Play, stage: Stage, say: Hands['say']): Hands {
  const { twin } = state.part;
  const harm = (signal: NodeJS.Signals) => {
    process.kill(stage.workerOf(twin).pid, signal);
    state.harmedAt = new Date();
  };
  return {
    times: timesOf(stage.scene),
    running: () => runningSince(stage, twin.workflow),
    wait: async (ms) => void (await pause(Math.max(0, ms))),
    say,
    killWorker: () => harm('SIGKILL'),
    freezeWorker: () => harm('SIGSTOP'),
    startAnotherWorker: () => stage.startAnotherWorker(twin),
  };
}

async function runningSince({ client }: Stage, workflowId: string): Promise<Date> {
  const startOf = async () => {
    const { raw } = await client.workflow.getHandle(workflowId).describe();
    const at = raw.pendingActivities?.find(({ lastStartedTime }) => lastStartedTime)?.lastStartedTime;
    return at ? new Date(Number(at.seconds) * 1000 + (at.nanos ?? 0) / 1e6) : undefined;
  };
  return waitFor(startOf, { what: `an activity of ${workflowId} to run`, deadlineMs: 60_000 });
}
