import { status } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { activity, type FakeFrontend, type Fault, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled, charge, running } from '../../support/runs.js';

type Described = Parameters<Parameters<FakeFrontend['mangle']>[1]>[0];

/** What goes wrong with the answers about one of the two workflows of a namespace, and what is counted then. */
const broken = {
  no_start_time: (answer: Described) => pending(answer, { lastStartedTime: null }),
  unknown_state: (answer: Described) => pending(answer, { state: 99 }),
  negative_duration: (answer: Described) =>
    pending(answer, { activityOptions: { heartbeatTimeout: { seconds: -5 as never, nanos: 0 } } }),
  no_activity_id: (answer: Described) => pending(answer, { activityId: '' }),
  no_execution_info: (answer: Described) => ({ ...answer, workflowExecutionInfo: null }),
  no_close_time: (answer: Described) => {
    const { workflowExecutionInfo } = answer as { workflowExecutionInfo: object };
    return { ...answer, workflowExecutionInfo: { ...workflowExecutionInfo, status: 2, closeTime: null } };
  },
} as const;
type Cause = keyof typeof broken;
const causes = Object.keys(broken) as Cause[];
const gone = 'gone-between-list-and-describe';
const listed = 'listed-without-id';
const garbage = 'garbage';

function pending(answer: Described, fields: object): Described {
  const { pendingActivities } = answer as { pendingActivities: object[] };
  return { ...answer, pendingActivities: pendingActivities.map((one) => ({ ...one, ...fields })) } as Described;
}

let frontend: FakeFrontend;
let collector: CollectorProcess;
let metrics: Exposition;
let garbled: Fault;

beforeAll(async () => {
  frontend = await startFakeFrontend();
  const namespaces = [...causes, gone, listed, garbage];
  for (const namespace of namespaces)
    frontend.put(running({ namespace, workflowId: 'good' }), running({ namespace, workflowId: 'bad' }));
  for (const cause of causes)
    frontend.mangle('DescribeWorkflowExecution', (answer) => broken[cause](answer) as typeof answer, {
      when: ({ namespace, execution }) => namespace === cause && execution?.workflowId === 'bad',
    });
  garbled = frontend.mangle('DescribeWorkflowExecution', () => Uint8Array.of(0xff, 0xff, 0xff), {
    when: ({ namespace, execution }) => namespace === garbage && execution?.workflowId === 'bad',
  });
  frontend.fail('DescribeWorkflowExecution', {
    code: status.NOT_FOUND,
    when: ({ namespace, execution }) => namespace === gone && execution?.workflowId === 'bad',
  });
  frontend.mangle(
    'ListWorkflowExecutions',
    (answer) =>
      ({
        ...answer,
        executions: answer.executions?.map((one) =>
          one.execution?.workflowId === 'bad' ? { ...one, execution: null } : one,
        ),
      }) as typeof answer,
    { when: ({ namespace }) => namespace === listed },
  );
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--namespace', namespaces.join(), '--visibility-requests-per-second', '20'],
  });
  metrics = await collector.metricsWhen(
    'all good workflows and all bad answers to be seen',
    (now) =>
      namespaces.every((namespace) => now.sum('deadbeat_activities', { namespace }) !== undefined) &&
      namespaces.every((namespace) => now.sum('deadbeat_up', { namespace }) === 1) &&
      [...causes, listed, garbage].every((namespace) => unreadable(now, namespace) > 0) &&
      now.sum('deadbeat_activities', { namespace: 'no_start_time' }) === 2 &&
      now.sum('deadbeat_activities', { namespace: 'negative_duration' }) === 2 &&
      now.sum('deadbeat_unexamined_executions_total', { namespace: gone, cause: 'retention' }) === 1,
  );
});

afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
});

const unreadable = (now: Exposition, namespace: string) => now.sum('deadbeat_unreadable_total', { namespace }) ?? 0;

describe('an answer with something missing or wrong', () => {
  it.each(causes)('counts %s', (cause) => {
    const found = metrics.all('deadbeat_unreadable_total', { namespace: cause });
    expect(found.map(({ labels }) => labels.cause)).toEqual([cause]);
  });

  it('hides no other workflow and makes no pass incomplete', () => {
    for (const namespace of [...causes, gone, listed, garbage]) {
      expect(metrics.sum('deadbeat_activities', { namespace, activity_type: 'charge' })).toBeGreaterThanOrEqual(1);
      expect(metrics.sum('deadbeat_up', { namespace })).toBe(1);
    }
  });

  it('shows a started activity without a start time, but never as running', () => {
    const namespace = 'no_start_time';
    expect(metrics.sum('deadbeat_activities', { namespace, state: 'started' })).toBe(2);
    expect(metrics.sum('deadbeat_unreachable_activities', { namespace })).toBe(1);
  });

  it('takes a negative heartbeat timeout for none', async () => {
    const { activities } = await collector.json('/api/activities?namespace=negative_duration');
    expect(activities).toHaveLength(2);
    for (const row of activities) expect(row.heartbeatTimeoutSeconds).toBeNull();
  });

  it('leaves out what has no usable state', async () => {
    const { activities } = await collector.json('/api/activities?namespace=unknown_state');
    expect(activities.map((row: { workflowId: string }) => row.workflowId)).toEqual(['good']);
  });

  it('counts a listed execution without ID at each pass, as no_execution_id', () => {
    const found = metrics.all('deadbeat_unreadable_total', { namespace: listed });
    expect(found.map(({ labels }) => labels.cause)).toEqual(['no_execution_id']);
    expect(metrics.sum('deadbeat_tracked_executions', { namespace: listed })).toBe(1);
  });
});

describe('an answer that is not a message at all', () => {
  it('is counted, tried again, and read once it is one', async () => {
    expect(metrics.sum('deadbeat_temporal_requests_total', { namespace: garbage, code: 'OK' })).toBeGreaterThan(0);
    expect(unreadable(metrics, garbage)).toBeGreaterThan(0);
    garbled.stop();
    await collector.metricsWhen(
      'the workflow to be read',
      (now) => now.sum('deadbeat_activities', { namespace: garbage }) === 2,
    );
  });
});

describe('an execution that is gone between list and describe', () => {
  it('is forgotten, and the hole in the account is told', () => {
    expect(metrics.sum('deadbeat_tracked_executions', { namespace: gone })).toBe(1);
    const missed = metrics.sum('deadbeat_temporal_requests_total', { namespace: gone, code: 'NOT_FOUND' });
    expect(missed).toBe(1);
  });
});

describe('an older server that does not report the options of an activity', () => {
  it('is taken at its word: no heartbeat timeout is known, and nothing is unreadable', async () => {
    const namespace = 'without-options';
    const pendingActivities = [activity({ ...charge, state: 'cancel_requested', withOptions: false })];
    frontend.put(cancelled({ namespace, workflowId: 'old', pendingActivities }));
    const other = await CollectorProcess.start({ address: frontend.address, args: ['--namespace', namespace] });
    try {
      const seen = await other.metricsWhen(
        'the activity',
        (now) => now.sum('deadbeat_cancel_requested_activities', { reason: 'no_heartbeat', task_queue: 'work' }) === 1,
      );
      expect(unreadable(seen, namespace)).toBe(0);
    } finally {
      await other.stop();
    }
  });
});
