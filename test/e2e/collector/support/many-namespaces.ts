import { status } from '@grpc/grpc-js';
import { expect, onTestFinished } from 'vitest';
import { CollectorProcess } from '../../../support/collector.js';
import type { Exposition } from '../../../support/exposition.js';
import { type MethodName, startFakeFrontend } from '../../../support/fake-frontend/index.js';
import { cancelled } from '../../../support/runs.js';
import { Stalls } from '../../../support/stalls.js';

const lists: readonly MethodName[] = [
  'ListWorkflowExecutions',
  'CountWorkflowExecutions',
  'ListActivityExecutions',
  'ListWorkers',
  'ListNamespaces',
];
const all: readonly MethodName[] = [...lists, 'DescribeWorkflowExecution', 'GetWorkflowExecutionHistoryReverse'];
/** Of the whole process, however many namespaces there are. */
const listsPerSecond = 200;
/** That no second holds more than the budget is tested with a held clock; timers and the network bunch calls a little. */
const bunchedShare = 0.1;
const windowSeconds = 5;

const passes = (now: Exposition, namespace: string) => now.sum('deadbeat_pass_seconds_count', { namespace }) ?? 0;
const calls = (now: Exposition, namespace: string) => now.sum('deadbeat_temporal_requests_total', { namespace }) ?? 0;

/** Watches so many namespaces, of which one never answers and one always fails: neither holds up the others. */
export async function expectSharedBudget(count: number, totalPerSecond: number, deadlineMs: number): Promise<void> {
  const frontend = await startFakeFrontend();
  onTestFinished(() => frontend.stop());
  frontend.removeNamespace('default');
  const names = Array.from({ length: count }, (_, index) => `team-${index}`);
  for (const namespace of names) frontend.put(cancelled({ namespace, workflowId: 'w' }));
  frontend.freeze('*', { when: (_, { namespace }) => namespace === 'team-0' });
  frontend.fail(lists, { code: status.INTERNAL, when: (_, { namespace }) => namespace === 'team-1' });

  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--namespace', '*', '--total-requests-per-second', `${totalPerSecond}`],
  });
  onTestFinished(async () => void (await collector.stop('SIGKILL')));
  const startedAt = performance.now();
  const stalls = new Stalls();
  onTestFinished(() => stalls.stop());
  const patient = { deadlineMs, everyMs: 2_000 };
  const described = await collector.metricsWhen(
    'a complete pass of each of the others, and all their activities',
    (now) => {
      const complete = now.all('deadbeat_last_complete_pass_timestamp_seconds').filter(({ value }) => value > 0);
      return complete.length >= count - 2 && now.sum('deadbeat_cancel_requested_activities') === count - 2;
    },
    patient,
  );
  for (const namespace of ['team-0', 'team-1']) expect(described.sum('deadbeat_up', { namespace })).toBe(0);

  const last = `team-${count - 1}`;
  await collector.metricsWhen(
    'another pass of the last one, and further tries of both',
    (now) =>
      passes(now, last) > passes(described, last) &&
      ['team-0', 'team-1'].every((one) => calls(now, one) > calls(described, one)),
    patient,
  );

  const seconds = (performance.now() - startedAt) / 1000;
  const inAll = (methods: readonly MethodName[]) => methods.reduce((sum, method) => sum + frontend.count(method), 0);
  expect(inAll(lists)).toBeLessThanOrEqual(listsPerSecond * (seconds + 1));
  expect(inAll(all)).toBeLessThanOrEqual(totalPerSecond * (seconds + 1));
  // What arrived while this process stood still is counted together with what followed.
  const secondsAtMost =
    windowSeconds * (1 + bunchedShare) + (2 * Math.max(stalls.longestMs, stalls.mostInWindowMs)) / 1000;
  expect(frontend.ratePeak(lists, windowSeconds * 1_000)).toBeLessThanOrEqual(listsPerSecond * secondsAtMost);
  expect(frontend.ratePeak(all, windowSeconds * 1_000)).toBeLessThanOrEqual(totalPerSecond * secondsAtMost);
}
