import type { WorkerControls } from '../../worker-controls.js';
import type { Scenario } from '../scenario.js';

export const crash: Scenario = {
  name: 'crash',
  title: 'A worker is killed; the retry waits for the full start-to-close timeout',
  remedy: 'With a heartbeat timeout the retry comes after ten seconds',
  measure: 'lost',
  without: { workflow: 'crash', taskQueue: 'crash', ownWorker: true, harm: killWorker, shows: ['lost'] },
  with: {
    workflow: 'crashWithHeartbeats',
    taskQueue: 'crash-with-heartbeats',
    ownWorker: true,
    harm: killWorker,
    shows: [],
    mayShow: ['lost', 'stale'],
  },
  alert: 'DeadbeatWorkerLost',
};

async function killWorker({
  running,
  wait,
  say,
  killWorker,
  startAnotherWorker,
  times,
}: WorkerControls): Promise<void> {
  const startedAt = await running();
  await wait(startedAt.getTime() + times.seconds(5) - Date.now());
  await killWorker();
  say('worker killed');
  await startAnotherWorker();
}
