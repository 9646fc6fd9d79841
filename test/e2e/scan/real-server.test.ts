import { expect, it } from 'vitest';
import { planSchema } from '../../../collector/scan/plan/plan-schema.js';
import { waitFor } from '../../../tools/wait-for.js';
import { runDeadbeat } from '../../support/collector.js';
import { cancelledRun } from '../../support/raw-run.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';
import { scanWith } from './support.js';

it('finds an activity that keeps running after its cancellation on a real server, and since when', async () => {
  const namespace = await freshNamespace();
  const before = Date.now();
  await cancelledRun(temporalAddress(), namespace, 'job-1');
  const report = await scanWith('--address', temporalAddress(), '--namespace', namespace);
  expect(report).toMatchObject({
    complete: true,
    activities: [
      {
        workflowId: 'job-1',
        activityType: 'Work',
        state: 'cancel_requested',
        reason: 'no_heartbeat',
        cancelRequestedSource: 'history',
      },
    ],
  });
  const requestedAt = Date.parse(report.activities[0]?.cancelRequestedAt ?? '');
  expect(requestedAt).toBeGreaterThan(before);
  expect(requestedAt).toBeLessThan(Date.now());
});

it('plans by what a real server counts', async () => {
  const namespace = await freshNamespace();
  await cancelledRun(temporalAddress(), namespace, 'job-1');
  const plan = async () => {
    const flags = ['--address', temporalAddress(), '--namespace', namespace, '--visibility-requests-per-second', '100'];
    const { code, stdout } = await runDeadbeat(['scan', '--plan', '--json', ...flags]);
    expect(code).toBe(0);
    return planSchema.parse(JSON.parse(stdout));
  };
  const isCounted = async () => (await plan()).namespaces[0]?.measured.openWorkflows === 1;
  await waitFor(isCounted, { what: 'visibility to count the workflow', deadlineMs: 30_000, everyMs: 500 });
  const { complete, namespaces } = await plan();
  expect(complete).toBe(true);
  expect(namespaces[0]?.measured).toMatchObject({
    ...{ workflowsStartedPerSecond: 1 / 3_600, workflowsClosedPerSecond: 0 },
    ...{ eventsPerClosedWorkflow: null, activityStartsBound: 'at_least' },
  });
});
