/** What /metrics costs with 100,000 running activities in 5,000 label sets, in this process and without a server. */
import { plainIdentities } from '../../collector/findings/identities.js';
import { Exposition } from '../../collector/metrics/exposition.js';
import { render } from '../../collector/metrics/render.js';
import { SelfMetrics } from '../../collector/metrics/self-metrics.js';
import type { View } from '../../collector/metrics/view.js';
import { dataOf } from '../../collector/model/account/account-data.js';
import type { Attempt, Execution } from '../../collector/model/execution/execution.js';
import { ActivityGauges } from '../../collector/model/gauges/activity-gauges.js';
import { limits, newAccount, newExecution, runningActivity } from '../support/model.js';
import { namespaceView } from '../support/views.js';
import type { Report } from './report.js';
import { Turns } from './turns.js';

export type Population = Readonly<{ running: number; cancelRequested: number; labelSets: number }>;
/** Milliseconds of the processor; `longestBlockMs`: in the longest turn of the event loop of a typical rendering. */
export type RenderingCost = Readonly<{ firstMs: number; nextMs: number; longestBlockMs: number; megabytes: number }>;

/** The first rendering, and the next ones after every twentieth execution was described again. */
export async function costOfRendering({ running, cancelRequested, labelSets }: Population): Promise<RenderingCost> {
  const all = new Map<string, Execution>();
  const gauges = new ActivityGauges(limits);
  const account = newAccount(labelSets, Date.now);
  const put = (index: number) => {
    const execution = executionOf(index, index < cancelRequested, labelSets);
    const before = all.get(execution.key);
    all.set(execution.key, execution);
    gauges.replace(before, execution);
    const [attempt] = execution.attempts.values();
    if (attempt === undefined) return;
    const { taskQueue, activityType } = attempt.activity;
    const labels = { namespace: 'default', taskQueue, workflowType: execution.workflowType, activityType };
    account.apply([{ kind: 'wasted', labels, reason: 'no_heartbeat', changeMs: 1_000, late: false }]);
  };
  for (let index = 0; index < running; index++) put(index);

  const published = dataOf(account);
  const namespace = namespaceView([], { gauges, now: Date.now, executions: () => all.values() });
  const view: View = {
    ...{ namespaces: () => [namespace], published: () => published, account, self: new SelfMetrics(), limits },
    ...{
      topOffenders: 20,
      maxLabelSets: labelSets,
      identities: plainIdentities,
      owners: undefined,
      watchedFiles: () => [],
    },
    discovery: () => undefined,
    passIntervalMs: () => undefined,
    groupQueue: (taskQueue) => taskQueue,
    followsEveryExecution: true,
    seenLive: () => new Map(),
    wasteHistory: undefined,
    recentlyEnded: () => [],
    traces: () => [],
    totalRequestsPerSecond: undefined,
    shard: { index: 1, count: 1 },
    build: { version: 'bench', revision: 'bench' },
  };
  const exposition = new Exposition();
  const measured = async () => {
    const before = process.cpuUsage();
    const { bytes } = await render(view, exposition, 'prometheus');
    const { user, system } = process.cpuUsage(before);
    return { ms: (user + system) / 1000, bytes };
  };
  const first = await measured();
  const next: number[] = [];
  const blocks: number[] = [];
  for (let round = 0; round < 10; round++) {
    for (let index = round; index < running; index += 20) put(index);
    await new Promise((resume) => setImmediate(resume));
    const turns = new Turns();
    next.push((await measured()).ms);
    blocks.push(turns.stop());
  }
  return {
    firstMs: first.ms,
    nextMs: median(next),
    longestBlockMs: median(blocks),
    megabytes: first.bytes / 1e6,
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

function executionOf(index: number, isCancelled: boolean, labelSets: number): Execution {
  const of = index % labelSets;
  const now = Date.now();
  const id = `activity-${index}`;
  const activity = runningActivity({
    ...{ activityId: id, activityType: `activity-${of}`, taskQueue: `queue-${of % 100}` },
    state: isCancelled ? 'cancel_requested' : 'started',
    attemptStartedAt: now - 60_000,
    ...(index % 2 === 0 ? { heartbeatTimeoutMs: 60_000, lastHeartbeatAt: now - 5_000 } : {}),
    startToCloseTimeoutMs: 3_600_000,
  });
  const requestedAt = now - 30_000;
  const counted = { countedFrom: requestedAt, countedUntil: now };
  const episode = { requestedAt, requestedSource: 'history', ...counted, reason: 'no_heartbeat', late: false } as const;
  const attempt: Attempt = { activity, seenAt: now, ...(isCancelled ? { episode } : {}) };
  const execution = { ...newExecution(), workflowId: `workflow-${index}`, workflowType: `type-${of}` };
  return {
    ...execution,
    key: execution.workflowId,
    describedAt: now,
    activities: [activity],
    attempts: new Map([[id, attempt]]),
  };
}

/** /metrics of a large cluster, without calls. */
export async function renderingTable(report: Report): Promise<void> {
  report.section(
    'Rendering /metrics',
    '100,000 running activities, 5,000 of them cancelled, in 5,000 label sets; in the benchmark’s own process.',
  );
  const population = { running: 100_000, cancelRequested: 5_000, labelSets: 5_000 };
  const { firstMs, nextMs, longestBlockMs, megabytes } = await costOfRendering(population);
  report.table(
    ['what', 'measured', 'goal'],
    [
      ['CPU, the first time', `${firstMs.toFixed(0)} ms`, ''],
      ['CPU, once 5,000 of them have changed', `${nextMs.toFixed(0)} ms`, '100 ms'],
      ['longest time that nothing else could run', `${longestBlockMs.toFixed(0)} ms`, '50 ms'],
      ['size of the text', `${megabytes.toFixed(1)} MB`, ''],
    ],
  );
}
