import { expect, it } from 'vitest';
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
