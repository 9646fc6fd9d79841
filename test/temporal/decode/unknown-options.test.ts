import proto from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import { decodeDescription } from '../../../collector/temporal/decode/description.js';

const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;
const { Payload } = proto.temporal.api.common.v1;

async function decoded(pending: Record<string, unknown>) {
  const answer = DescribeWorkflowExecutionResponse.fromObject({
    workflowExecutionInfo: { taskQueue: 'of-workflow' },
    pendingActivities: [{ activityId: '5', activityType: { name: 'charge' }, state: 2, ...pending }],
  });
  return (await decodeDescription(answer, { at: 0, rawAt: 0 })).description.activities[0];
}
const details = (encoding: string) => ({
  payloads: [
    Payload.fromObject({ metadata: { encoding: new TextEncoder().encode(encoding) }, data: new Uint8Array([1]) }),
  ],
});

describe('an activity of a server that tells no options', () => {
  it('has unknown options, and not the task queue of its workflow', async () => {
    expect(await decoded({})).toMatchObject({ optionsUnknown: true, taskQueue: '' });
  });

  it('has known ones where they are told, also if they are none', async () => {
    const activity = await decoded({ activityOptions: { taskQueue: { name: 'work' } } });
    expect(activity).toMatchObject({ taskQueue: 'work' });
    expect(activity?.optionsUnknown).toBeUndefined();
  });
});

describe('heartbeat details', () => {
  it('are encrypted where a codec of the user’s own encoded them', async () => {
    for (const encoding of ['binary/encrypted', 'vendor/secret', ''])
      expect((await decoded({ heartbeatDetails: details(encoding) }))?.detailsEncrypted).toBe(true);
    for (const encoding of ['json/plain', 'binary/plain', 'binary/null', 'json/protobuf', 'binary/protobuf'])
      expect((await decoded({ heartbeatDetails: details(encoding) }))?.detailsEncrypted).toBeUndefined();
  });
});

it('the version of the worker is its deployment version, or its build ID', async () => {
  const version = { buildId: '2.0', deploymentName: 'payments' };
  expect((await decoded({ lastDeploymentVersion: version }))?.workerVersion).toBe('payments:2.0');
  expect((await decoded({ lastWorkerVersionStamp: { buildId: '1.0' } }))?.workerVersion).toBe('1.0');
  expect((await decoded({}))?.workerVersion).toBeUndefined();
});
