import { readFileSync } from 'node:fs';
import { status } from '@grpc/grpc-js';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { methods } from '../../../collector/temporal/methods.js';
import { CollectorProcess } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend, worker } from '../../support/fake-frontend/index.js';
import { cancelled } from '../../support/runs.js';

const allowed: ReadonlySet<string> = new Set(Object.keys(methods));
let frontend: FakeFrontend;
let collector: CollectorProcess | undefined;

beforeEach(async () => {
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ namespace: 'default', workflowId: 'cancelled' }));
  frontend.putWorker(worker({ identity: '1@host', taskQueue: 'work', heartbeatAt: Date.now(), usedSlots: 1 }));
  frontend.fail('*', {
    code: status.PERMISSION_DENIED,
    message: 'not in the list of docs',
    when: (_request, call) => !allowed.has(call.method),
  });
});

afterEach(async () => {
  await collector?.stop();
  await frontend.stop();
});

it('everything works where only the RPCs of SECURITY.md are allowed', async () => {
  collector = await CollectorProcess.start({ address: frontend.address, args: ['--namespace', '*'] });
  await collector.metricsWhen(
    'waste to be counted',
    (metrics) =>
      metrics.sum('deadbeat_up') === 1 &&
      metrics.sum('deadbeat_namespace_discovery_up') === 1 &&
      (metrics.sum('deadbeat_cancel_requested_activities') ?? 0) === 1 &&
      metrics.all('deadbeat_worker_slots').length > 0,
  );
  expect([...new Set(frontend.calls.map(({ method }) => method))].filter((method) => !allowed.has(method))).toEqual([]);
});

it('SECURITY.md lists them', () => {
  const text = readFileSync(new URL('../../../SECURITY.md', import.meta.url), 'utf8');
  for (const method of allowed) expect(text).toContain(`\`${method}\``);
});
