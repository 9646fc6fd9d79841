import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled, running } from '../../support/runs.js';

const types = ['a', 'b', 'c', 'd', 'e', 'f'];
const namespaces = ['default', 'payments', 'ops'];

let frontend: FakeFrontend;
const collectors: CollectorProcess[] = [];

/** Resolves once it has described this many workflows. */
async function start(workflows: number, ...args: string[]): Promise<CollectorProcess> {
  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--requests-per-second', '1000', '--visibility-requests-per-second', '50', ...args],
  });
  collectors.push(collector);
  await collector.metricsWhen(
    'all to be described',
    (now) =>
      (now.sum('deadbeat_tracked_executions') ?? 0) >= workflows &&
      now.sum('deadbeat_tracked_executions', { phase: 'new' }) === 0,
  );
  return collector;
}

beforeAll(async () => {
  frontend = await startFakeFrontend();
  for (let index = 0; index < 60; index++)
    frontend.put(cancelled({ workflowId: `w${index}` }, { activityType: types[index % types.length] ?? '' }));
  for (const namespace of namespaces.slice(1)) frontend.put(running({ namespace, workflowId: 'only' }));
});

afterAll(async () => {
  await Promise.all(collectors.map((collector) => collector.stop('SIGKILL')));
  await frontend?.stop();
});

describe('--max-label-sets', () => {
  it('folds what is beyond it into one set, loses no value, and tells how much it folded', async () => {
    const collector = await start(60, '--max-label-sets', '4');
    const metrics = await collector.metrics();
    for (const gauge of ['deadbeat_activities', 'deadbeat_cancel_requested_activities']) {
      const sets = metrics.all(gauge);
      expect(sets.map(({ value }) => value)).toEqual([10, 10, 10, 10, 20]);
      expect(sets.at(-1)?.labels).toMatchObject({
        namespace: 'default',
        task_queue: '__other__',
        workflow_type: '__other__',
        activity_type: '__other__',
      });
      expect(metrics.sum('deadbeat_folded_label_sets', { metric: gauge })).toBe(2);
    }
    expect(metrics.all('deadbeat_wasted_seconds_total')).toHaveLength(5);
    expect(metrics.sum('deadbeat_folded_label_sets', { metric: 'deadbeat_wasted_seconds_total' })).toBe(2);
  });

  it('takes the highest age of what it folds, not their sum', async () => {
    const collector = await start(60, '--max-label-sets', '4');
    const ages = (
      await collector.metricsWhen('the times of all requests to be read', (now) => {
        const read = { method: 'GetWorkflowExecutionHistoryReverse', code: 'OK' };
        return (now.sum('deadbeat_temporal_requests_total', read) ?? 0) >= 60;
      })
    ).all('deadbeat_cancel_requested_oldest_seconds');
    expect(ages).toHaveLength(5);
    for (const { value } of ages) expect(Math.abs(value - 600)).toBeLessThan(120);
  });
});

describe('--shard', () => {
  it('gives each workflow to exactly one process', async () => {
    const parts = await Promise.all([start(1, '--shard', '1/2'), start(1, '--shard', '2/2')]);
    const ids = await Promise.all(
      parts.map(async (part) => {
        const { activities } = await part.json('/api/activities?limit=5000');
        return activities.map(({ workflowId }: { workflowId: string }) => workflowId) as string[];
      }),
    );
    const [first = [], second = []] = ids;
    expect([...first, ...second].sort()).toEqual(Array.from({ length: 60 }, (_, index) => `w${index}`).sort());
    expect(first.length).toBeGreaterThan(10);
    expect(second.length).toBeGreaterThan(10);
  });
});

describe('--namespace', () => {
  const watched = async (collector: CollectorProcess) => {
    const { namespaces: all } = await collector.json('/api/status');
    return all.map(({ namespace }: { namespace: string }) => namespace).sort();
  };

  it('takes several, each with its own gauges', async () => {
    const collector = await start(2, '--namespace', 'payments', '--namespace', 'ops');
    expect(await watched(collector)).toEqual(['ops', 'payments']);
    const metrics = await collector.metrics();
    for (const namespace of ['ops', 'payments']) expect(metrics.sum('deadbeat_activities', { namespace })).toBe(1);
    expect(metrics.sum('deadbeat_activities', { namespace: 'default' })).toBeUndefined();
  });

  it('takes * for all that are registered', async () => {
    const collector = await start(62, '--namespace', '*');
    expect(await watched(collector)).toEqual([...namespaces].sort());
    await collector.metricsWhen('a pass of each', (now) => now.sum('deadbeat_up') === namespaces.length);
    expect((await collector.fetch('/readyz')).status).toBe(200);
  });

  it('says how many calls all processes may make together, at the start and on the page', async () => {
    const collector = await start(0, '--namespace', 'payments,ops', '--shard', '2/3');
    const isSaid = () => collector.log.find(({ allShards }) => allShards !== undefined);
    expect(await waitFor(isSaid, { what: 'the line that says it' })).toMatchObject({
      thisProcess: 2_100,
      allShards: 6_300,
    });
    expect((await collector.json('/api/status')).callsAtMost).toEqual({ thisProcess: 2_100, allShards: 6_300 });
    expect(await (await collector.fetch('/')).text()).toContain(
      'Temporal gets at most 2100 calls per second from this process, and 6300 from all shards together',
    );
  });

  it('shows one that does not exist as not up, and serves the others', async () => {
    const collector = await start(1, '--namespace', 'payments,missing');
    const metrics = await collector.metricsWhen(
      'the missing one to be asked for',
      (now) => now.sum('deadbeat_temporal_requests_total', { namespace: 'missing', code: 'NOT_FOUND' }) !== undefined,
    );
    expect(metrics.sum('deadbeat_up', { namespace: 'missing' })).toBe(0);
    const isReady = async () => (await collector.fetch('/readyz')).status === 200;
    await waitFor(isReady, { what: 'the first pass of each to have ended' });
  });
});
