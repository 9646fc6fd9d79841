/** What an execution that is followed takes of the heap, in this process and without a server. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import proto from '@temporalio/proto';
import { type Execution, keyOf } from '../../collector/model/execution/execution.js';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import { decodeDescription } from '../../collector/temporal/decode/description.js';
import { decodeListedWorkflow } from '../../collector/temporal/decode/listing.js';
import { Executions } from '../../collector/watch/executions.js';
import { context, limits, newAccount, newScheduler, t0 } from '../support/model.js';
import { protoTime } from '../support/proto.js';
import type { Report } from './report.js';

const { DescribeWorkflowExecutionResponse, ListWorkflowExecutionsResponse } = proto.temporal.api.workflowservice.v1;
const { PendingActivityState } = proto.temporal.api.enums.v1;

/** Measured at this many and at twice as many: what does not grow with them is left out. */
const count = 25_000;
const perPage = 1_000;

/** Listed, described twice and saved, as a collector with a state has them. */
export class HeapOfExecutions {
  private now = 0;
  private readonly scheduler = newScheduler(() => this.now);
  readonly executions = new Executions('default', newAccount(), this.scheduler, limits, t0);
  private size = 0;

  constructor(private readonly running: boolean) {}

  async add(more: number): Promise<void> {
    for (let done = 0; done < more; done += perPage) await this.addPage();
    await this.describeAll(t0 + 1_000 * this.size);
    await this.describeAll(t0 + 1_000 * this.size + 60_000);
    this.executions.unsaved.take(Number.POSITIVE_INFINITY);
    this.executions.unsaved.saved();
  }

  private async addPage(): Promise<void> {
    const listed = Array.from({ length: perPage }, (_, index) => infoOf(this.size + index));
    const page = ListWorkflowExecutionsResponse.encode({ executions: listed as never }).finish();
    const { executions } = ListWorkflowExecutionsResponse.decode(page);
    const found = (executions ?? []).flatMap((info) => decodeListedWorkflow('default', info) ?? []);
    this.size += perPage;
    await this.executions.started(found, t0);
  }

  private async describeAll(from: number): Promise<void> {
    let at = from;
    for (let number = 0; number < this.size; number += 1) {
      at += 2;
      this.now += 2;
      this.scheduler.take();
      const { execution } = infoOf(number);
      const key = keyOf({ namespace: 'default', ...execution });
      const bytes = DescribeWorkflowExecutionResponse.encode({
        workflowExecutionInfo: infoOf(number) as never,
        pendingActivities: (this.running ? [activityOf(number)] : []) as never,
      }).finish();
      const answer = DescribeWorkflowExecutionResponse.decode(bytes);
      const { description } = await decodeDescription(answer, { at, rawAt: at });
      this.executions.update(key, foldDescription(this.executions.get(key) as Execution, description, context), at);
    }
  }
}

function infoOf(number: number) {
  const runId = `00000000-0000-4000-8000-${`${number}`.padStart(12, '0')}`;
  return {
    execution: { workflowId: `workflow-${number}`, runId },
    type: { name: `type-${number % 10}` },
    taskQueue: `queue-${number % 10}`,
    startTime: protoTime(t0 - number),
    status: 1,
    historyLength: 5,
  };
}

function activityOf(number: number) {
  return {
    activityId: '1',
    activityType: { name: `activity-${number % 10}` },
    state: PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
    attempt: 1,
    scheduledTime: protoTime(t0),
    lastStartedTime: protoTime(t0 + 10),
    lastHeartbeatTime: protoTime(t0 + 1_000),
    lastWorkerIdentity: `${number % 100}@worker`,
    activityOptions: {
      taskQueue: { name: `queue-${number % 10}` },
      heartbeatTimeout: protoTime(60_000),
      startToCloseTimeout: protoTime(3_600_000),
    },
  };
}

export async function heapTable(report: Report): Promise<void> {
  report.section(
    'Heap of what is followed',
    `Live objects after a full garbage collection, of executions that were listed, described twice and saved: the difference between ${count.toLocaleString('en')} and ${(2 * count).toLocaleString('en')} of them. Workflow IDs have 14 characters. What the process takes beyond that (garbage, room to grow, code) is in "What a collector takes".`,
  );
  report.table(
    ['an execution that', 'bytes', 'goal'],
    [
      ['runs nothing', (await bytesOf(false)).toFixed(0), '500'],
      ['runs an activity', (await bytesOf(true)).toFixed(0), ''],
    ],
  );
}

async function bytesOf(running: boolean): Promise<number> {
  const heap = new HeapOfExecutions(running);
  await heap.add(count);
  const before = await liveBytes();
  await heap.add(count);
  const after = await liveBytes();
  return heap.executions.size === 2 * count ? (after - before) / count : Number.NaN;
}

async function liveBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  // What was measured before is not released before the next turn.
  for (let turn = 0; turn < 3; turn += 1) {
    await new Promise((resume) => setImmediate(resume));
    collectGarbage();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
