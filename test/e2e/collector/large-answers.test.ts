import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import { frontendOfLargeAnswers } from '../../support/large-answers.js';

const workflows = 30;
const bytes = 12 * 2 ** 20;
const delayMs = 100;
/** A clock's reading of a delay may be a little short. */
const atLeastMs = 0.9 * delayMs;

/** The most memory that the process ever had. */
function peakMegabytes(pid: number): number {
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

it('answers that are too large for the usual connection take turns: memory holds one at a time', async () => {
  const { frontend, ids } = await frontendOfLargeAnswers(workflows, bytes, delayMs);
  onTestFinished(() => frontend.stop());
  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--requests-per-second', '500', '--schedule', '0 0 0 1 1 *'],
  });
  onTestFinished(async () => void (await collector.stop('SIGKILL')));
  await collector.metricsWhen(
    'all to be described',
    (now) => now.sum('deadbeat_cancel_requested_activities') === workflows,
  );

  const describedAt = (workflowId: string) =>
    frontend.calls.filter(({ request }) => request.workflowId === workflowId && request.runId !== undefined);
  // The first call of each is on the usual connection, which refuses the answer; each later one is large, and comes alone.
  const large = ids
    .flatMap((id) =>
      describedAt(id)
        .filter(({ method }) => method === 'DescribeWorkflowExecution')
        .slice(1),
    )
    .map(({ atMs }) => atMs)
    .sort((a, b) => a - b);
  expect(large.length).toBeGreaterThanOrEqual(workflows);
  const gaps = large.slice(1).map((at, index) => at - (large[index] ?? at));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(atLeastMs);
  // All at once would be 30 × 12 MB, several times over.
  expect(peakMegabytes(collector.pid)).toBeLessThan(350);
});
