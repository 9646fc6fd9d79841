import { expect, it } from 'vitest';
import { decodeListedWorkflow } from '../../../collector/temporal/decode/listing.js';
import { endOfTime, protoTime } from '../../support/proto.js';

const t0 = Date.UTC(2026, 0, 1);
const info = { execution: { workflowId: 'w', runId: 'r' }, type: { name: 'Order' }, taskQueue: 'orders' };

it('a listed workflow is found with its type, queue and times', () => {
  const times = { startTime: protoTime(t0), closeTime: protoTime(t0 + 1_000) };
  expect(decodeListedWorkflow('default', { ...info, ...times })).toEqual({
    ...{ namespace: 'default', workflowId: 'w', runId: 'r', kind: 'workflow' },
    ...{ workflowType: 'Order', taskQueue: 'orders' },
    ...{ startedAt: t0, closedAt: t0 + 1_000 },
  });
});

it('one that names no execution is none', () => {
  expect(decodeListedWorkflow('default', { ...info, execution: { workflowId: 'w', runId: '' } })).toBeUndefined();
  expect(decodeListedWorkflow('default', {})).toBeUndefined();
});

it('a start before 1970 is not a start, and one at the end of time can be written as a date', () => {
  const startOfTime = protoTime(-62_135_596_800_000);
  expect(decodeListedWorkflow('default', { ...info, startTime: startOfTime })?.startedAt).toBeUndefined();
  const { startedAt = Number.NaN } = decodeListedWorkflow('default', { ...info, startTime: endOfTime }) ?? {};
  expect(new Date(startedAt).getUTCFullYear()).toBe(2200);
});
