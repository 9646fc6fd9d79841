import { expect, it, onTestFinished } from 'vitest';
import type { Refusal } from '../../../collector/model/refusal.js';
import { CollectorProcess } from '../../support/collector.js';
import type { Exposition } from '../../support/exposition.js';
import { refusing, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled } from '../../support/runs.js';

const isLowered = (now: Exposition, namespace: string) =>
  (now.sum('deadbeat_request_budget', { namespace, kind: 'describe' }) ?? 0) <
  (now.sum('deadbeat_request_budget_configured', { namespace, kind: 'describe' }) ?? 0);

it('a busy workflow slows nothing down, the limit of a namespace its own calls, that of the cluster all', async () => {
  const frontend = await startFakeFrontend();
  onTestFinished(() => frontend.stop());
  for (const namespace of ['a', 'b']) frontend.put(cancelled({ namespace, workflowId: 'w' }));
  const collector = await CollectorProcess.start({ address: frontend.address, args: ['--namespace', 'a,b'] });
  onTestFinished(async () => void (await collector.stop('SIGKILL')));
  const active = (now: Exposition) => now.sum('deadbeat_cancel_requested_activities') === 2;
  await collector.metricsWhen('both activities', active);

  const whenRefused = async (refusal: Refusal) => {
    const fault = frontend.fail('DescribeWorkflowExecution', {
      ...refusing(refusal),
      when: (_, { namespace }) => namespace === 'a',
    });
    const counted = (now: Exposition) => now.sum('deadbeat_temporal_refusals_total', { namespace: 'a', ...refusal });
    const metrics = await collector.metricsWhen('a refusal', (now) => (counted(now) ?? 0) > 0);
    fault.stop();
    const { namespaces } = await collector.json('/api/status');
    expect(namespaces[0].budget.describe.lastRefusal).toMatchObject(refusal);
    return { a: isLowered(metrics, 'a'), b: isLowered(metrics, 'b') };
  };
  expect(await whenRefused({ cause: 'busy_workflow', scope: 'namespace' })).toEqual({ a: false, b: false });
  expect(await whenRefused({ cause: 'rps_limit', scope: 'namespace' })).toEqual({ a: true, b: false });
  expect(await whenRefused({ cause: 'system_overloaded', scope: 'system' })).toEqual({ a: true, b: true });
  expect(collector.log).toContainEqual(
    expect.objectContaining({ namespace: 'a', cause: 'rps_limit', scope: 'namespace' }),
  );
});
