import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goProgram } from '../../tools/go-programs.js';
import { part } from '../../tools/parts.js';
import { startTemporal, type TemporalServer } from '../../tools/servers.js';
import { expectAudit } from '../e2e/audit/judge.js';
import { expectAccount } from '../e2e/lost/support/judge.js';
import { Recorder, type Row } from '../e2e/lost/support/recorder.js';
import { Stage } from '../e2e/lost/support/stage.js';
import { cancelledIn } from '../e2e/lost/support/truth.js';
import { elsewhere, compatibilityPlans as plans } from '../support/compatibility-plans.js';
import type { Plan } from '../support/plan.js';

const servers = [
  { name: '1.25.1', tellsOptions: false, tellsWorkers: false, program: () => goProgram('temporal-1.25') },
  { name: '1.29.1', tellsOptions: true, tellsWorkers: false, program: () => part('temporal129') },
  { name: 'the newest', tellsOptions: true, tellsWorkers: true, program: () => part('temporal') },
] as const;

type Name = keyof typeof plans;
const names = Object.keys(plans) as Name[];

describe.each(servers)('Temporal server $name', ({ program, tellsOptions, tellsWorkers }) => {
  let server: TemporalServer;
  let stage: Stage;
  let recorder: Recorder;

  /** Everything happens here, side by side; the tests read the record of it. */
  beforeAll(async () => {
    server = await startTemporal({ program: await program() });
    stage = await Stage.open(server.address);
    await Promise.all([stage.worker(), stage.worker({ taskQueue: elsewhere, typescript: { activitiesOnly: true } })]);
    recorder = new Recorder(await stage.collector(['--schedule', '*/2 * * * * *', '--cancel-grace', '2s']));
    await Promise.all(names.map((name) => stage.start(name, [{ activityType: name, ...plans[name] }])));
    await Promise.all(names.map((name) => stage.client.workflow.getHandle(name).result()));
    await recorder.settled(names.length);
    await recorder.stop();
  });
  afterAll(async () => {
    await stage?.close();
    await server?.stop();
  });

  const rowsOf = (name: Name) =>
    recorder.shown.flatMap(({ rows }) => rows.filter((row: Row) => row.activityType === name && !row.suspect));

  it.each(names)('is accounted for as its history shows: %s', async (name) => {
    const truth = await cancelledIn(stage.client, [{ workflowId: name }]);
    expect(truth).toHaveLength(1);
    expectAccount(recorder, name, truth);
  });

  it('is audited as its history shows', async () => {
    await expectAudit(stage, names);
  });

  it('is never told of timeouts and task queues that activities do not have', () => {
    for (const name of names)
      for (const row of rowsOf(name).filter(({ optionsKnown }) => optionsKnown)) {
        const plan: Omit<Plan, 'activityType'> = plans[name];
        expect([name, row.taskQueue]).toEqual([name, plan.taskQueue]);
        const { heartbeatTimeoutMs } = plan;
        expect(row.heartbeatTimeoutSeconds).toBe(heartbeatTimeoutMs === undefined ? null : heartbeatTimeoutMs / 1000);
      }
    for (const name of ['hearing', 'ignoring', 'retried'] as const)
      expect(rowsOf(name).map(({ reason }) => reason)).not.toContain('no_heartbeat');
    expect(rowsOf('blind').map(({ reason }) => reason)).toContain('no_heartbeat');
  });

  it(`${tellsOptions ? 'reports' : 'does not report'} the options of activities`, () => {
    const unknown = names.flatMap(rowsOf).filter(({ optionsKnown, state }) => !optionsKnown && state !== 'scheduled');
    if (tellsOptions) expect(unknown).toEqual([]);
    for (const { heartbeatTimeoutSeconds, taskQueue } of unknown)
      expect([heartbeatTimeoutSeconds, taskQueue]).toEqual([null, '']);
  });

  it(`${tellsWorkers ? 'shows' : 'does not show'} the slots of workers`, () => {
    expect(recorder.shown.some(({ metrics }) => metrics.all('deadbeat_worker_slots').length > 0)).toBe(tellsWorkers);
  });

  it('counts what was left behind up to its bound', () => {
    expect(rowsOf('leftBehind').some(({ orphaned }) => orphaned)).toBe(true);
    const exposure = recorder.last.metrics.sum('deadbeat_orphaned_exposure_seconds_total', {
      activity_type: 'leftBehind',
    });
    expect(exposure ?? 0).toBeGreaterThan(10);
    expect(exposure ?? 0).toBeLessThanOrEqual(12.5);
  });

  it('leaves nothing unread', () => {
    const { metrics } = recorder.last;
    expect(metrics.all('deadbeat_unreadable_total').filter(({ value }) => value > 0)).toEqual([]);
    expect(metrics.sum('deadbeat_unexamined_executions_total')).toBe(0);
  });
});
