import { afterAll, beforeAll, expect, it } from 'vitest';
import { compatibilityPlans, elsewhere } from '../../support/compatibility-plans.js';
import { Stage } from '../lost/support/stage.js';
import { expectAudit } from './judge.js';
import { auditWith } from './support.js';

const names = Object.keys(compatibilityPlans) as (keyof typeof compatibilityPlans)[];
let stage: Stage;

beforeAll(async () => {
  stage = await Stage.open();
  await Promise.all([stage.worker(), stage.worker({ taskQueue: elsewhere, typescript: { activitiesOnly: true } })]);
  await Promise.all(names.map((name) => stage.start(name, [{ activityType: name, ...compatibilityPlans[name] }])));
  await Promise.all(names.map((name) => stage.client.workflow.getHandle(name).result()));
});
afterAll(() => stage?.close());

it('An audit reports what history shows of every shape of the compatibility tests', async () => {
  await expectAudit(stage, names);
});

it('An audit counts what a workflow left behind as a bound, and names its timeouts', async () => {
  const { types } = await auditWith(['--address', stage.address, '--namespace', stage.namespace]);
  const left = types.find(({ activityType }) => activityType === 'leftBehind');
  expect(left).toMatchObject({ startToCloseSeconds: 16, heartbeatTimeoutSeconds: null });
  expect(left?.orphanedSecondsAtMost).toBeGreaterThan(0);
  expect(left?.orphanedSecondsAtMost).toBeLessThanOrEqual(12.5);
  expect(types.find(({ activityType }) => activityType === 'ignoring')?.heartbeatTimeoutSeconds).toBe(10);
});
