import type { Scenario } from '../scenario.js';

export const stalled: Scenario = {
  name: 'stalled',
  title: 'A loop without progress that still heartbeats: to the server all is well',
  remedy: 'Heartbeats only where there is progress, with the progress in their details',
  measure: 'wasted',
  without: {
    workflow: 'stalled',
    taskQueue: 'stalled',
    shows: ['stalled', 'ignoring_cancel'],
    mayShow: ['awaiting_heartbeat', 'stopping', 'suspect'],
  },
  with: {
    workflow: 'stalledWithHeartbeats',
    taskQueue: 'stalled-with-heartbeats',
    shows: [],
    mayShow: ['stale', 'suspect'],
  },
  alert: 'DeadbeatActivityStalled',
};
