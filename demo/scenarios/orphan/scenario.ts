import type { WorkerControls } from '../../worker-controls.js';
import type { Scenario } from '../scenario.js';

export const orphan: Scenario = {
  name: 'orphan',
  title:
    'A workflow cancels its activity and closes without waiting for it; the activity keeps running without a workflow to report to',
  remedy: 'The workflow waits until the activity has ended, and the activity heartbeats',
  measure: 'orphaned',
  without: {
    workflow: 'orphan',
    taskQueue: 'orphan',
    harm: untilItsTimeIsOver,
    shows: ['orphaned'],
    mayShow: ['suspect'],
  },
  with: {
    workflow: 'orphanAwaited',
    taskQueue: 'orphan-awaited',
    shows: [],
    mayShow: ['awaiting_heartbeat', 'stopping'],
  },
  alert: 'DeadbeatOrphansPilingUp',
};

/** Its end is reported to no one; all that is known is until when it was allowed to run. */
async function untilItsTimeIsOver({ running, wait, say, times }: WorkerControls): Promise<void> {
  const startedAt = await running();
  await wait(startedAt.getTime() + times.seconds(10) - Date.now());
  say('workflow closed');
  await wait(startedAt.getTime() + times.seconds(121) - Date.now());
}
