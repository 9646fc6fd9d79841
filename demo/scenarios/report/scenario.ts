import type { WorkerControls } from '../../worker-controls.js';
import type { Scenario } from '../scenario.js';

export const report: Scenario = {
  name: 'report',
  title: 'A report of twenty minutes loses its worker at minute eighteen, and starts from page one',
  remedy: 'Heartbeats carry the last finished page; the next attempt continues from there',
  measure: 'lost',
  without: { workflow: 'report', taskQueue: 'report', ownWorker: true, harm: killWorkerAt90Percent, shows: ['lost'] },
  with: {
    workflow: 'reportWithHeartbeats',
    taskQueue: 'report-with-heartbeats',
    ownWorker: true,
    harm: killWorkerAt90Percent,
    shows: [],
    mayShow: ['lost', 'stale'],
  },
  alert: 'DeadbeatWorkerLost',
  tally: (services) => {
    const pages = (path: string) => services.calls(path).length;
    return `${pages('/report-without')} pages were made for a report of 100, with the remedy ${pages('/report-with')}`;
  },
};

async function killWorkerAt90Percent({ running, wait, say, killWorker, startAnotherWorker, times }: WorkerControls) {
  const startedAt = await running();
  say('writes');
  await wait(startedAt.getTime() + times.minutes(18) - Date.now());
  await killWorker();
  say('worker killed');
  await startAnotherWorker();
}
