import type { WorkerControls } from '../../worker-controls.js';
import type { Scenario } from '../scenario.js';

export const freeze: Scenario = {
  name: 'freeze',
  title: 'The network of a worker freezes; the server no longer hears from it',
  remedy: 'With a heartbeat timeout another worker takes over after ten seconds',
  measure: 'lost',
  without: { workflow: 'freeze', taskQueue: 'freeze', slots: 1, ownWorker: true, harm: freezeWorker, shows: ['lost'] },
  with: {
    workflow: 'freezeWithHeartbeats',
    taskQueue: 'freeze-with-heartbeats',
    // One slot: a worker that has none left does not ask for the task that another one should get.
    slots: 1,
    ownWorker: true,
    harm: freezeWorker,
    shows: [],
    mayShow: ['lost', 'stale'],
  },
  alert: 'DeadbeatWorkerLost',
};

async function freezeWorker({
  running,
  wait,
  say,
  freezeWorker,
  startAnotherWorker,
  times,
}: WorkerControls): Promise<void> {
  const startedAt = await running();
  await wait(startedAt.getTime() + times.seconds(5) - Date.now());
  await freezeWorker();
  say('worker frozen');
  await startAnotherWorker();
}
