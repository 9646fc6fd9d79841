import type { WorkerControls } from '../../worker-controls.js';
import type { Scenario } from '../scenario.js';

export const loop: Scenario = {
  name: 'loop',
  title: 'An endless loop blocks its worker; cancelled after a minute, it does not receive the cancellation',
  remedy: 'A blocked thread cannot heartbeat: after ten seconds another worker takes over',
  measure: 'wasted',
  without: {
    workflow: 'loop',
    taskQueue: 'loop',
    slots: 1,
    ownWorker: true,
    shows: ['no_heartbeat'],
    mayShow: ['suspect'],
  },
  with: {
    workflow: 'loopWithHeartbeats',
    taskQueue: 'loop-with-heartbeats',
    // One slot: a worker that has none left does not ask for the task that another one should get.
    slots: 1,
    ownWorker: true,
    harm: bringAnotherWorker,
    shows: [],
    // The blocked thread keeps its slot for ever: only a restart of its worker frees it.
    mayShow: ['stale', 'suspect'],
    mayAlert: ['DeadbeatSlotsUnaccounted'],
  },
  alert: 'DeadbeatCancelCannotBeHeard',
};

async function bringAnotherWorker({ running, say, startAnotherWorker }: WorkerControls): Promise<void> {
  await running();
  say('loops');
  await startAnotherWorker();
}
