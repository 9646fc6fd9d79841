import type { WorkerControls } from '../../worker-controls.js';
import type { Scenario } from '../scenario.js';

export const payment: Scenario = {
  name: 'payment',
  title: 'Idempotent but slow payments are all asked for again after a crash',
  remedy: 'Heartbeats carry what is paid; the next attempt asks only for the rest',
  measure: 'lost',
  without: {
    workflow: 'payment',
    taskQueue: 'payment',
    ownWorker: true,
    harm: killWorkerInTheLastPayment,
    shows: ['lost'],
  },
  with: {
    workflow: 'paymentWithHeartbeats',
    taskQueue: 'payment-with-heartbeats',
    ownWorker: true,
    harm: killWorkerInTheLastPayment,
    shows: [],
    mayShow: ['lost', 'stale'],
  },
  alert: 'DeadbeatWorkerLost',
  tally: (services) => {
    const asked = (path: string) =>
      ['rent', 'power', 'water', 'wages', 'taxes', 'fees'].reduce(
        (total, one) => total + services.calls(`${path}/${one}`).length,
        0,
      );
    return `the bank was asked ${asked('/payments-without')} times for 6 payments, with the remedy ${asked('/payments-with')} times`;
  },
};

async function killWorkerInTheLastPayment({
  running,
  wait,
  say,
  killWorker,
  startAnotherWorker,
  times,
}: WorkerControls) {
  const startedAt = await running();
  say('pays');
  await wait(startedAt.getTime() + times.seconds(22) - Date.now());
  await killWorker();
  say('worker killed');
  await startAnotherWorker();
}
