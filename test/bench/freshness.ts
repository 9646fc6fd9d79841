import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { CollectorProcess } from '../support/collector.js';
import { execution, type MethodName, scenarioRuns, startFakeFrontend } from '../support/fake-frontend/index.js';
import { percent, type Report } from './report.js';

const resourceExhausted = 8;
const onBudget: readonly MethodName[] = ['DescribeWorkflowExecution', 'GetWorkflowExecutionHistoryReverse'];

/** A server that takes half of what is set: how many calls it still refuses, and whether what matters stays fresh. */
export async function throttledTable(report: Report): Promise<void> {
  const [set, taken, settleSeconds, measuredSeconds] = [200, 100, 30, 30];
  const frontend = await startFakeFrontend();
  frontend.put(...scenarioRuns({ executions: 2_000, running: 400, cancelRequested: 40 }, Date.now()));
  let tokens = taken;
  let filledAtMs = performance.now();
  const isRefused = () => {
    const now = performance.now();
    tokens = Math.min(taken, tokens + ((now - filledAtMs) / 1000) * taken);
    filledAtMs = now;
    if (tokens < 1) return true;
    tokens -= 1;
    return false;
  };
  frontend.fail(onBudget, { code: resourceExhausted, when: isRefused });
  const collector = await start(frontend.address, set, 20);
  try {
    await collector.metricsWhen('a pass', (now) => now.sum('deadbeat_up') === 1, { deadlineMs: 120_000 });
    await pause(settleSeconds * 1000);
    const sinceMs = performance.now();
    const ages: number[] = [];
    for (let second = 0; second < measuredSeconds; second += 2) {
      await pause(2_000);
      const metrics = await collector.metrics();
      ages.push(metrics.sum('deadbeat_observation_oldest_seconds', { phase: 'cancel_requested' }) ?? Number.NaN);
    }
    const calls = frontend.calls.filter(({ method, atMs }) => onBudget.includes(method) && atMs >= sinceMs);
    const refused = calls.filter(({ code }) => code === resourceExhausted).length;
    report.section(
      'A server that throttles',
      `Budget ${set} calls/s, of which the server takes ${taken}; 2,000 executions, 40 of them with a cancelled activity; from ${settleSeconds} to ${settleSeconds + measuredSeconds} s after the first pass.`,
    );
    report.table(
      ['what', 'measured', 'goal'],
      [
        ['calls refused', percent(refused / calls.length), '5 %'],
        ['calls taken per second', ((calls.length - refused) / measuredSeconds).toFixed(0), `${taken}`],
        ['oldest observation of a cancelled activity', `${Math.max(...ages).toFixed(1)} s`, ''],
        ['most calls in any second, of what is set', percent(frontend.ratePeak(onBudget, 1_000) / set), '110 %'],
        ['most calls in any 5 s, of what is set', percent(frontend.ratePeak(onBudget, 5_000) / (5 * set)), '100 %'],
      ],
    );
  } finally {
    await collector.stop();
    await frontend.stop();
  }
}

/** How soon a new workflow is described where very many are open already; within the default budgets. */
export async function discoveryTable(report: Report): Promise<void> {
  const [open, starts, everyMs] = [100_000, 120, 500];
  const frontend = await startFakeFrontend();
  frontend.put(...scenarioRuns({ executions: open }, Date.now()));
  const collector = await start(frontend.address, 50, 2);
  try {
    await collector.metricsWhen('the first pass', (now) => now.sum('deadbeat_up') === 1, {
      deadlineMs: 600_000,
      everyMs: 1_000,
    });
    const startedAtMs = new Map<string, number>();
    for (let index = 0; index < starts; index++) {
      const workflowId = `new-${index}`;
      frontend.put(execution({ workflowId, workflowType: 'type-1', taskQueue: 'queue-1', startTime: Date.now() }));
      startedAtMs.set(workflowId, performance.now());
      await pause(everyMs);
    }
    await pause(30_000);
    const delays: number[] = [];
    for (const { method, request, atMs } of frontend.calls) {
      const since = startedAtMs.get(request.workflowId ?? '');
      if (method !== 'DescribeWorkflowExecution' || since === undefined) continue;
      startedAtMs.delete(request.workflowId ?? '');
      delays.push((atMs - since) / 1000);
    }
    delays.sort((a, b) => a - b);
    const at = (share: number) => `${(delays[Math.ceil(share * delays.length) - 1] ?? Number.NaN).toFixed(1)} s`;
    report.section(
      'Discovery',
      `${open.toLocaleString('en')} open executions, the default budgets; ${1000 / everyMs} workflows start in each of ${(starts * everyMs) / 1000} seconds, from the first complete pass on: from the start of one to its first Describe.`,
    );
    report.table(
      ['what', 'measured', 'goal'],
      [
        ['described', `${delays.length} of ${starts}`, ''],
        ['half of them within', at(0.5), ''],
        ['95 % within', at(0.95), '15 s'],
      ],
    );
  } finally {
    await collector.stop();
    await frontend.stop();
  }
}

function start(address: string, requestsPerSecond: number, visibilityPerSecond: number): Promise<CollectorProcess> {
  const describe = ['--requests-per-second', `${requestsPerSecond}`];
  return CollectorProcess.start({
    address,
    args: [...describe, '--visibility-requests-per-second', `${visibilityPerSecond}`],
  });
}
