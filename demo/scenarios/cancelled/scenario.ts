import type { Scenario } from '../scenario.js';

export const cancelled: Scenario = {
  name: 'cancelled',
  title: 'An activity is cancelled one second after its start, and does not receive the cancellation',
  remedy: 'It heartbeats; the answer brings the cancellation',
  measure: 'wasted',
  without: { workflow: 'cancelled', taskQueue: 'cancelled', shows: ['no_heartbeat'], mayShow: ['suspect'] },
  with: {
    workflow: 'cancelledWithHeartbeats',
    taskQueue: 'cancelled-with-heartbeats',
    shows: [],
    mayShow: ['awaiting_heartbeat', 'stopping'],
  },
  alert: 'DeadbeatCancelCannotBeHeard',
};
