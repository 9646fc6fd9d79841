import { describe, expect, it } from 'vitest';
import { hashedIdentities, plainIdentities } from '../../collector/findings/identities.js';
import { type MetricKey, metrics } from '../../collector/metrics/definitions.js';
import { samplesOf } from '../../collector/metrics/samples.js';
import { SelfMetrics } from '../../collector/metrics/self-metrics.js';
import type { View } from '../../collector/metrics/view.js';
import { dataOf } from '../../collector/model/account/account-data.js';
import type { Effect } from '../../collector/model/account/effect.js';
import type { Attempt, Execution } from '../../collector/model/execution/execution.js';
import { parseOwners } from '../../collector/owners/read-owners.js';
import { endOf, limits, newAccount, newExecution, runningActivity, t0 } from '../support/model.js';
import { namespaceView, now } from '../support/views.js';

const labels = { namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge' };
const everyEffect: readonly Effect[] = [
  { kind: 'wasted', labels, reason: 'silent', changeMs: 5_000, late: true },
  { kind: 'ended', labels, outcome: 'timed_out', afterMs: 7_000, of: endOf({ at: now }) },
  { kind: 'orphaned', labels, changeMs: 10 },
  { kind: 'lost', labels, changeMs: 20 },
  { kind: 'unexamined', namespace: 'default', cause: 'budget', executions: 1 },
  { kind: 'unreadable', namespace: 'default', cause: 'unknown_state' },
  { kind: 'estimated', namespace: 'default', workflowType: 'order', seconds: 3, varianceSeconds2: 9 },
];

function cancelled(requestedAt: number, workflowId = 'w'): Execution {
  const activity = runningActivity({ state: 'cancel_requested', startToCloseTimeoutMs: 600_000 });
  const counted = { countedFrom: requestedAt, countedUntil: requestedAt };
  const episode = { requestedAt, requestedSource: 'history', ...counted, reason: 'no_heartbeat', late: false } as const;
  return withAttempt({ activity, seenAt: now, episode, lost: { since: t0, countedUntil: t0 } }, workflowId);
}

function withAttempt(attempt: Attempt, workflowId: string): Execution {
  const { activity } = attempt;
  const execution = { ...newExecution(), workflowId, key: workflowId, describedAt: now, activities: [activity] };
  return { ...execution, attempts: new Map([[activity.activityId, attempt]]) };
}

/** Silent for too long, and one whose details do not change. */
const stale = withAttempt({ activity: runningActivity({ heartbeatTimeoutMs: 10_000 }), seenAt: now }, 'stale');
const stalled = withAttempt(
  {
    activity: runningActivity({ lastHeartbeatAt: now }),
    seenAt: now,
    details: { hash: 1, unchangedSince: now - limits.stalledAfterMs - 1, changedBefore: true },
  },
  'stalled',
);
const orphan = { activity: runningActivity(), closedAt: t0, allowedUntil: now + 60_000, countedUntil: t0 };

function fullView(more: Partial<View> = {}): View {
  const account = newAccount();
  account.apply(everyEffect);
  const self = new SelfMetrics();
  const call = { namespace: 'default', method: 'DescribeWorkflowExecution', seconds: 0.1 } as const;
  self.recordRequest({ ...call, code: 'OK' });
  self.recordRequest({ ...call, code: 'RESOURCE_EXHAUSTED', refusal: { cause: 'rps_limit', scope: 'namespace' } });
  self.recordPass('default', 1);
  self.recordSkippedPass('default');
  self.recordMissedByPasses('default', 1);
  const left = { ...newExecution(), key: 'left', workflowId: 'left', closedAt: t0, orphans: [orphan] };
  const slots = [{ taskQueue: 'work', used: 3, free: 1, accounted: 2, unaccounted: 1, unaccountedOn: new Map() }];
  const owners = parseOwners(
    'owners: []\naccepted: [{ match: { activity_type: charge }, reason: agreed, until: 2027-01-01 }]',
    'owners.yml',
  );
  return {
    namespaces: () => [
      namespaceView([cancelled(t0), stale, stalled, left], { slots, limits: () => ['no_worker_reports'] }),
    ],
    published: () => dataOf(account),
    ...{ account, self, limits, topOffenders: 20, maxLabelSets: 100, identities: plainIdentities },
    owners: { file: 'owners.yml', lastReloadSuccessful: true, current: () => owners } as View['owners'],
    discovery: () => ({ up: true, lastError: null }),
    seenLive: () => new Map(),
    passIntervalMs: () => 10_000,
    watchedFiles: () => [{ file: 'owners.yml', lastReloadSuccessful: true, failedReloads: 0 }],
    groupQueue: (taskQueue) => taskQueue,
    followsEveryExecution: true,
    wasteHistory: undefined,
    recentlyEnded: () => [],
    traces: () => [],
    totalRequestsPerSecond: undefined,
    shard: { index: 1, count: 1 },
    build: { version: '1.2.3', revision: 'abc' },
    ...more,
  };
}

const keys = Object.keys(metrics) as MetricKey[];

describe('the samples of a collector that has seen everything', () => {
  it.each(keys)('have %s, with exactly the labels and values that the table gives it', async (key) => {
    const samples = (await samplesOf(fullView())).of(key);
    expect(samples.length).toBeGreaterThan(0);
    const definition: { labels: readonly string[]; values?: Readonly<Record<string, readonly string[]>> } =
      metrics[key];
    for (const sample of samples) {
      expect(Object.keys(sample.labels).sort()).toEqual([...definition.labels].sort());
      for (const [label, domain] of Object.entries(definition.values ?? {}))
        expect(domain).toContain(sample.labels[label]);
    }
  });

  it('are of nothing else', async () => {
    // A sample of a metric that is not in the table does not compile.
    // @ts-expect-error no such metric
    expect((await samplesOf(fullView())).of('regrets')).toEqual([]);
  });
});

describe('the longest offenders', () => {
  const offenders = async (ages: readonly number[], more: Partial<View> = {}) => {
    const executions = ages.map((age, index) => cancelled(now - age * 1000, `w${index}`));
    const view = fullView({ namespaces: () => [namespaceView(executions)], ...more });
    return (await samplesOf(view)).of('offender').map(({ labels: { workflow_id }, value }) => [workflow_id, value]);
  };

  it('come longest first, and no more of them than asked for', async () => {
    expect(await offenders([3, 9, 1, 7, 9], { topOffenders: 3 })).toEqual([
      ['w1', 9],
      ['w4', 9],
      ['w3', 7],
    ]);
  });

  it('are none when turned off', async () => {
    expect(await offenders([3, 9], { topOffenders: 0 })).toEqual([]);
  });
});

describe('label sets beyond the limit', () => {
  it('are folded into one, which tells their sum or maximum, and are counted', async () => {
    const activities = ['a', 'b', 'c', 'd'].map((activityType, index) => {
      const activity = runningActivity({ activityType, activityId: activityType, heartbeatTimeoutMs: 1_000_000 });
      return withAttempt({ activity: { ...activity, lastHeartbeatAt: t0 + index * 1000 }, seenAt: now }, activityType);
    });
    const samples = await samplesOf(fullView({ namespaces: () => [namespaceView(activities)], maxLabelSets: 2 }));
    expect(samples.of('activities').map(({ labels: { activity_type }, value }) => [activity_type, value])).toEqual([
      ['a', 1],
      ['b', 1],
      ['__other__', 2],
    ]);
    expect(samples.of('heartbeatOldest').at(-1)).toMatchObject({ labels: { namespace: 'default' }, value: 58 });
    const folded = samples.of('foldedLabelSets');
    expect(folded).toContainEqual({ labels: { metric: 'deadbeat_activities' }, value: 2 });
  });
});

describe('an exemplar', () => {
  const exemplarsOf = async (workflowId: string, more: Partial<View> = {}) => {
    const account = newAccount();
    account.apply([{ kind: 'ended', labels, outcome: 'canceled', afterMs: 7_000, of: endOf({ workflowId, at: now }) }]);
    const [sample] = (await samplesOf(fullView({ account, published: () => dataOf(account), ...more }))).of(
      'cancelToEnd',
    );
    return sample?.exemplars?.filter((one) => one !== undefined);
  };

  it('leads from a bucket to the newest workflow and run that ended there', async () => {
    expect(await exemplarsOf('order-7')).toEqual([
      { labels: { workflow_id: 'order-7', run_id: 'r' }, value: 7, at: now },
    ]);
  });

  it('names the run alone where the workflow ID does not fit in', async () => {
    expect(await exemplarsOf('x'.repeat(110))).toMatchObject([{ labels: { workflow_id: 'x'.repeat(110) } }]);
    expect((await exemplarsOf('x'.repeat(111)))?.[0]?.labels).toEqual({ run_id: 'r' });
  });

  it('shows no ID where they are hidden', async () => {
    const [exemplar] = (await exemplarsOf('order-7', { identities: hashedIdentities })) ?? [];
    expect(exemplar?.labels.workflow_id).toMatch(/^[0-9a-f]{12}$/);
  });
});
