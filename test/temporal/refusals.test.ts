import { status } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import type { Refusal } from '../../collector/model/refusal.js';
import { Budget } from '../../collector/temporal/budget.js';
import type { LiveConnection } from '../../collector/temporal/connection/live-connection.js';
import { Secrets } from '../../collector/temporal/connection/secrets.js';
import type { Method } from '../../collector/temporal/methods.js';
import { Rpc } from '../../collector/temporal/rpc.js';
import { refusalDetails } from '../support/fake-frontend/index.js';

/** Two namespaces of one cluster, after a Describe and a List of each and one more Describe of `a`, which is refused. */
async function afterRefusal(refusal: Refusal | undefined) {
  let refuses = false;
  const logged: object[] = [];
  const recorded: (Refusal | undefined)[] = [];
  const details = refusal === undefined ? {} : { statusDetails: refusalDetails(refusal) };
  const call = async () => {
    if (refuses) throw Object.assign(new Error('refused'), { code: status.RESOURCE_EXHAUSTED, ...details });
    return {};
  };
  const lease = () => ({ connection: { call }, ended: () => undefined, isUnproven: () => false });
  const rpc = new Rpc({ lease } as unknown as LiveConnection, {
    ...{ requestTimeoutMs: 1_000, secrets: new Secrets(), redactIds: false },
    shared: { visibility: new Budget(1_000) },
    record: ({ refusal: why }) => recorded.push(why),
    log: { warn: (what: object) => logged.push(what) } as never,
  });
  const budgets = {
    a: { describe: new Budget(100), visibility: new Budget(100) },
    b: { describe: new Budget(100), visibility: new Budget(100) },
  };
  const ask = (namespace: 'a' | 'b', method: Method) => {
    const budget = budgets[namespace][method === 'ListWorkflowExecutions' ? 'visibility' : 'describe'];
    return rpc.call(method, { namespace, budget }, {} as never);
  };
  for (const namespace of ['a', 'b'] as const)
    for (const method of ['DescribeWorkflowExecution', 'ListWorkflowExecutions'] as const) await ask(namespace, method);
  refuses = true;
  for (let times = 0; times < 2; times++)
    await expect(ask('a', 'DescribeWorkflowExecution')).rejects.toThrow('RESOURCE_EXHAUSTED');
  const isLower = ({ perSecond, allowedPerSecond }: Budget) => allowedPerSecond < perSecond;
  const lowered = {
    a: isLower(budgets.a.describe),
    b: isLower(budgets.b.describe),
    lists: isLower(budgets.a.visibility) || isLower(budgets.b.visibility),
  };
  return { lowered, budgets, logged, recorded };
}

it.each([
  ['rps_limit', 'namespace'],
  ['concurrent_limit', 'namespace'],
  ['persistence_limit', 'namespace'],
  ['ops_limit', 'unknown'],
  ['unknown', 'unknown'],
] as const)('a refusal for %s of scope %s lowers the rate of its namespace alone', async (cause, scope) => {
  const { lowered } = await afterRefusal({ cause, scope });
  expect(lowered).toEqual({ a: true, b: false, lists: false });
});

it('a refusal that names no cause lowers the rate of its namespace', async () => {
  expect((await afterRefusal(undefined)).lowered).toEqual({ a: true, b: false, lists: false });
});

it.each([
  ['rps_limit', 'system'],
  ['persistence_limit', 'system'],
  ['system_overloaded', 'unknown'],
] as const)(
  'a refusal for %s of scope %s lowers the rates of all namespaces, for calls of its kind',
  async (...why) => {
    const [cause, scope] = why;
    expect((await afterRefusal({ cause, scope })).lowered).toEqual({ a: true, b: true, lists: false });
  },
);

it.each(['namespace', 'system'] as const)('a busy workflow lowers no rate, whatever its scope %s', async (scope) => {
  const { lowered } = await afterRefusal({ cause: 'busy_workflow', scope });
  expect(lowered).toEqual({ a: false, b: false, lists: false });
});

it('why a call was refused is recorded, kept with the budget, and logged once', async () => {
  const refusal = { cause: 'rps_limit', scope: 'namespace' } as const;
  const { budgets, logged, recorded } = await afterRefusal(refusal);
  expect(recorded.slice(-2)).toEqual([refusal, refusal]);
  expect(recorded.slice(0, -2)).toEqual(Array(4).fill(undefined));
  expect(budgets.a.describe.lastRefusal).toMatchObject(refusal);
  expect(budgets.b.describe.lastRefusal).toBeUndefined();
  expect(logged).toEqual([{ namespace: 'a', method: 'DescribeWorkflowExecution', ...refusal }]);
});
