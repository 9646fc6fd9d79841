/**
 * What Describes cost through the same client with nothing around them.
 * `tsx bare-loop.ts '{"address":"…","executions":10000,"perSecond":500,"seconds":10}'` prints CPU microseconds per call.
 * Without `perSecond` it keeps 32 calls under way.
 */
import { Connection } from '@temporalio/client';
import { Budget } from '../../collector/temporal/budget.js';

const { address, executions, perSecond, seconds } = JSON.parse(process.argv[2] ?? '{}') as {
  address: string;
  executions: number;
  perSecond?: number;
  seconds: number;
};
const namespace = 'default';
const warmUpMs = 3_000;
const connection = await Connection.connect({ address, interceptors: [] });
const { workflowService } = connection;

let calls = 0;
function describe(): Promise<unknown> {
  const workflowId = `workflow-${calls++ % executions}`;
  return workflowService.describeWorkflowExecution({ namespace, execution: { workflowId } });
}

async function describeFor(ms: number): Promise<void> {
  const until = performance.now() + ms;
  const keepAsking = async () => {
    while (performance.now() < until) await describe();
  };
  if (perSecond === undefined) return void (await Promise.all(Array.from({ length: 32 }, keepAsking)));

  const budget = new Budget(perSecond);
  const underWay: Promise<unknown>[] = [];
  while (performance.now() < until) {
    await budget.take();
    underWay.push(describe());
  }
  await Promise.all(underWay);
}

await describeFor(warmUpMs);
const before = process.cpuUsage();
const callsBefore = calls;
await describeFor(seconds * 1000);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / (calls - callsBefore));
await connection.close();
