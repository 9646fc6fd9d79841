import type { Scenario } from '../scenario.js';

export const batch: Scenario = {
  name: 'batch',
  title: 'A batch of ten activities is cancelled in the middle; all ten slots stay blocked',
  remedy: 'They heartbeat for each item and stop at the next one',
  measure: 'wasted',
  without: { workflow: 'batch', taskQueue: 'batch', shows: ['no_heartbeat'], mayShow: ['suspect'] },
  with: {
    workflow: 'batchWithHeartbeats',
    taskQueue: 'batch-with-heartbeats',
    shows: [],
    mayShow: ['awaiting_heartbeat', 'stopping'],
  },
  alert: 'DeadbeatSlotsHeldByWaste',
};
