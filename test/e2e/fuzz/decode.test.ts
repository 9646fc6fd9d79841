import type { temporal } from '@temporalio/proto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeDescription } from '../../../collector/temporal/decode/description.js';
import { decodeEvent } from '../../../collector/temporal/decode/history.js';
import { decodeListedWorkflow } from '../../../collector/temporal/decode/listing.js';
import { decodeListedActivity, decodeStandalone } from '../../../collector/temporal/decode/standalone.js';
import { decodeHeartbeat } from '../../../collector/temporal/decode/workers.js';
import { arbitraryMessage } from '../../support/arbitrary-message.js';

const runs = { numRuns: 100_000 };
const now = Date.UTC(2026, 0, 1);
const asked = { at: now, rawAt: now };
const key = { namespace: 'default', workflowId: 'w', runId: 'r' };

/** Every number that leaves the boundary can be reckoned with, and every instant is a date. */
function expectSound(value: unknown, name = ''): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) expect.fail(`${name} is ${value}`);
    if (/At$|^at$/.test(name) && Number.isNaN(new Date(value).getTime()))
      expect.fail(`${name} is not a date: ${value}`);
    if (/Ms$/.test(name) && value < 0) expect.fail(`${name} is ${value}`);
  } else if (value instanceof Uint8Array) expect.fail(`${name} carries bytes beyond the boundary`);
  else if (typeof value === 'object' && value !== null)
    for (const [inner, of] of Object.entries(value)) expectSound(of, inner);
}

const decoders: readonly [string, (message: never) => unknown][] = [
  [
    'workflowservice.v1.DescribeWorkflowExecutionResponse',
    (answer: temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse) => decodeDescription(answer, asked),
  ],
  ['history.v1.HistoryEvent', (event: temporal.api.history.v1.HistoryEvent) => decodeEvent(event, 'r')],
  [
    'workflow.v1.WorkflowExecutionInfo',
    (info: temporal.api.workflow.v1.WorkflowExecutionInfo) => decodeListedWorkflow('default', info),
  ],
  [
    'activity.v1.ActivityExecutionListInfo',
    (info: temporal.api.activity.v1.ActivityExecutionListInfo) => decodeListedActivity('default', info),
  ],
  [
    'activity.v1.ActivityExecutionInfo',
    (info: temporal.api.activity.v1.ActivityExecutionInfo) => decodeStandalone(info, key, asked),
  ],
  ['worker.v1.WorkerHeartbeat', (heartbeat: temporal.api.worker.v1.WorkerHeartbeat) => decodeHeartbeat(heartbeat)],
];

it.each(decoders)('Any valid %s becomes plain and sound data', async (name, decode) => {
  const isSound = async (message: never) => expectSound(await decode(message));
  await fc.assert(fc.asyncProperty(arbitraryMessage<never>(`temporal.api.${name}`), isSound), runs);
});
