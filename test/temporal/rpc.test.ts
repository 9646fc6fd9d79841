import { status } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { Budget } from '../../collector/temporal/budget.js';
import type { LiveConnection } from '../../collector/temporal/connection/live-connection.js';
import { Secrets } from '../../collector/temporal/connection/secrets.js';
import { Rpc } from '../../collector/temporal/rpc.js';

class RecordingBudget extends Budget {
  readonly signals: string[] = [];
  override succeeded() {
    this.signals.push('succeeded');
  }
  override unanswered() {
    this.signals.push('unanswered');
  }
  override backOff() {
    this.signals.push('backOff');
  }
}

/** A changed connection that fails with `code`, and one in force that answers. */
function onTrial(code: number) {
  const asked: string[] = [];
  const lease = (name: string, call: () => Promise<unknown>) => ({
    connection: {
      call: () => {
        asked.push(name);
        return call();
      },
    },
    ended: () => undefined,
    isUnproven: (ended: string) => name === 'trial' && ended !== 'OK' && ended !== 'RESOURCE_EXHAUSTED',
  });
  const connection = {
    lease: () => lease('trial', () => Promise.reject(Object.assign(new Error('no'), { code }))),
    leaseInForce: () => lease('in force', async () => ({})),
  } as unknown as LiveConnection;
  const budget = new RecordingBudget(1_000);
  const shared = { visibility: new Budget(1_000) };
  const rpc = new Rpc(connection, {
    requestTimeoutMs: 1_000,
    record: () => undefined,
    secrets: new Secrets(),
    redactIds: false,
    shared,
  });
  const call = (until?: number) =>
    rpc.call('GetClusterInfo', { namespace: 'default', budget, ...(until !== undefined && { until }) }, {});
  return { asked, budget, call };
}

it.each(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'UNAUTHENTICATED', 'PERMISSION_DENIED'] as const)(
  'a changed connection that ends with %s tells the budget nothing',
  async (code) => {
    const { asked, budget, call } = onTrial(status[code]);
    await call();
    expect(asked).toEqual(['trial', 'in force']);
    expect(budget.signals).toEqual(['succeeded']);
  },
);

it('a changed connection that is throttled slows the budget down', async () => {
  const { asked, budget, call } = onTrial(status.RESOURCE_EXHAUSTED);
  await expect(call()).rejects.toThrow('RESOURCE_EXHAUSTED');
  expect(asked).toEqual(['trial']);
  expect(budget.signals).toEqual(['backOff']);
});

it('a call whose time has passed is not asked again over the connection in force', async () => {
  const { asked, call } = onTrial(status.DEADLINE_EXCEEDED);
  await expect(call(Date.now() - 1)).rejects.toThrow('DEADLINE_EXCEEDED');
  expect(asked).toEqual(['trial']);
});
