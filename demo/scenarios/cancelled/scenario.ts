import type { Scenario } from '../scenario.js';

export const cancelled = {
  name: 'cancelled',
  title: 'An activity is cancelled one second after its start',
  measure: 'wasted',
  without: {
    workflow: 'cancelled',
    taskQueue: 'cancelled',
    shows: ['no_heartbeat'],
  },
  with: {
    workflow: 'cancelledWithHeartbeats',
    taskQueue: 'cancelled-with-heartbeats',
    shows: ['awaiting_heartbeat'],
    mayShow: ['stopping'],
  },
} as const satisfies Scenario;
