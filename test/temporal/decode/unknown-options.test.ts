import proto from '@temporalio/proto';
import { describe, expect, it } from 'vitest';
import { decodeDescription } from '../../../collector/temporal/decode/description.js';

const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;
const { Payload } = proto.temporal.api.common.v1;

function decoded(pending: Record<string, unknown>) {
  const answer = DescribeWorkflowExecutionResponse.fromObject({
    workflowExecutionInfo: { taskQueue: 'of-workflow' },
    pendingActivities: [{ activityId: '5', activityType: { name: 'charge' }, state: 2, ...pending }],
  });
  return decodeDescription(answer, { at: 0, rawAt: 0 }).description.activities[0];
}
const details = (encoding: string) => ({
  payloads: [
    Payload.fromObject({ metadata: { encoding: new TextEncoder().encode(encoding) }, data: new Uint8Array([1]) }),
  ],
});

describe('an activity of a server that tells no options', () => {
  it('has unknown options, and not the task queue of its workflow', () => {
    expect(decoded({})).toMatchObject({ optionsUnknown: true, taskQueue: '' });
  });

  it('has known ones where they are told, also if they are none', () => {
    const activity = decoded({ activityOptions: { taskQueue: { name: 'work' } } });
    expect(activity).toMatchObject({ taskQueue: 'work' });
    expect(activity?.optionsUnknown).toBeUndefined();
  });
});

describe('heartbeat details', () => {
  it('are encrypted where a codec of the user’s own encoded them', () => {
    for (const encoding of ['binary/encrypted', 'vendor/secret', ''])
      expect(decoded({ heartbeatDetails: details(encoding) })?.detailsEncrypted).toBe(true);
    for (const encoding of ['json/plain', 'binary/plain', 'binary/null', 'json/protobuf', 'binary/protobuf'])
      expect(decoded({ heartbeatDetails: details(encoding) })?.detailsEncrypted).toBeUndefined();
  });
});

it('the version of the worker is its deployment version, or its build ID', () => {
  const version = { buildId: '2.0', deploymentName: 'payments' };
  expect(decoded({ lastDeploymentVersion: version })?.workerVersion).toBe('payments:2.0');
  expect(decoded({ lastWorkerVersionStamp: { buildId: '1.0' } })?.workerVersion).toBe('1.0');
  expect(decoded({})?.workerVersion).toBeUndefined();
});
