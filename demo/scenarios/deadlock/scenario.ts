import type { Scenario } from '../scenario.js';

export const deadlock: Scenario = {
  name: 'deadlock',
  title: 'Two activities wait for each other; cancelled after a minute, they do not receive the cancellation',
  remedy: 'Heartbeats only where there is progress: the silence ends both after ten seconds, and the retry succeeds',
  measure: 'wasted',
  without: { workflow: 'deadlock', taskQueue: 'deadlock', shows: ['no_heartbeat'], mayShow: ['suspect'] },
  with: {
    workflow: 'deadlockWithHeartbeats',
    taskQueue: 'deadlock-with-heartbeats',
    shows: [],
    mayShow: ['stale', 'suspect'],
  },
  alert: 'DeadbeatCancelCannotBeHeard',
};
