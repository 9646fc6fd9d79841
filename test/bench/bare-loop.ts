/**
 * What Describes cost through the same client with nothing around them.
 * `tsx bare-loop.ts '{"address":"…","executions":10000,"perSecond":1000,"seconds":10}'` prints CPU microseconds per call.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { Connection } from '@temporalio/client';

const { address, executions, perSecond, seconds } = JSON.parse(process.argv[2] ?? '{}') as {
  address: string;
  executions: number;
  perSecond: number;
  seconds: number;
};
const namespace = 'default';
const tickMs = 20;
const connection = await Connection.connect({ address, interceptors: [] });
const { workflowService } = connection;

let calls = 0;
async function describeFor(ms: number): Promise<void> {
  const until = performance.now() + ms;
  const underWay: Promise<unknown>[] = [];
  for (let next = performance.now(); next < until; next += tickMs) {
    for (let call = 0; call < (perSecond * tickMs) / 1000; call++) {
      const workflowId = `workflow-${calls++ % executions}`;
      underWay.push(workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } }));
    }
    await pause(Math.max(0, next + tickMs - performance.now()));
  }
  await Promise.all(underWay);
}

await describeFor(3_000);
const before = process.cpuUsage();
const callsBefore = calls;
await describeFor(seconds * 1000);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / (calls - callsBefore));
await connection.close();
