import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { CollectorProcess } from '../support/collector.js';
import { startFakeFrontend } from '../support/fake-frontend/index.js';
import { closedRun, openRun } from '../support/fake-frontend/scenario.js';
import { frontendOfLargeAnswers } from '../support/large-answers.js';
import type { Report } from './report.js';

const large = { workflows: 40, bytes: 50 * 2 ** 20 };
const churn = { executions: 2_000, running: 2_000, perSecond: 300, forMs: 6 * 60_000 };

/** What a collector takes at worst: answers that are very large, and workers whose reports are never read. */
export async function memoryTable(report: Report): Promise<void> {
  report.section(
    'Memory where much comes at once, or for long',
    `${large.workflows} workflows whose descriptions have 50 MB each; and ${churn.perSecond} short workflows per second for 6 minutes, on a second shard, which shows no slots, while workers cannot be listed.`,
  );
  report.table(
    ['what', 'MiB'],
    [['largest resident memory, with large answers', (await peakOfLargeAnswers()).toFixed(0)], ...(await ofChurn())],
  );
}

async function peakOfLargeAnswers(): Promise<number> {
  const { frontend } = await frontendOfLargeAnswers(large.workflows, large.bytes);
  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--requests-per-second', '500', '--schedule', '0 0 0 1 1 *'],
  });
  const isDone = (seen: number | undefined) => seen === large.workflows;
  await collector.metricsWhen('all to be described', (now) => isDone(now.sum('deadbeat_cancel_requested_activities')), {
    deadlineMs: 300_000,
  });
  const peak = megabytesOf(collector.pid, 'VmHWM');
  await collector.stop();
  await frontend.stop();
  return peak;
}

async function ofChurn(): Promise<[string, string][]> {
  const frontend = await startFakeFrontend({ keepCalls: false });
  const { executions, running, perSecond, forMs } = churn;
  const scenario = { executions, running };
  const run = (number: number) => openRun(scenario, number, number % executions, Date.now());
  for (let number = 0; number < executions; number += 1) frontend.put(run(number));
  frontend.fail('ListWorkers', { code: status.UNAVAILABLE });
  let replaced = 0;
  const timer = setInterval(() => {
    for (let count = 0; count < perSecond / 10; count += 1, replaced += 1) {
      const { workflowId } = run(replaced);
      frontend.put(closedRun(frontend.get({ workflowId }), Date.now()), run(executions + replaced));
    }
  }, 100);
  const budgets = ['--requests-per-second', '1000', '--visibility-requests-per-second', '20'];
  const collector = await CollectorProcess.start({ address: frontend.address, args: ['--shard', '2/2', ...budgets] });
  await pause(60_000);
  const early = megabytesOf(collector.pid, 'VmRSS');
  await pause(forMs - 60_000);
  const late = megabytesOf(collector.pid, 'VmRSS');
  clearInterval(timer);
  await collector.stop();
  await frontend.stop();
  return [
    ['resident memory after 1 minute of short workflows', early.toFixed(0)],
    ['the same after 6 minutes', late.toFixed(0)],
  ];
}

function megabytesOf(pid: number, field: 'VmHWM' | 'VmRSS'): number {
  const [, kilobytes = '0'] =
    new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}
