import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Row } from '../../../collector/findings/row.js';
import { CollectorProcess } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled, charge, running, startTime } from '../../support/runs.js';

const beating = { heartbeatTimeoutMs: 60_000, lastHeartbeatAt: Date.now() - 1_000, workerIdentity: '7@host' };

let frontend: FakeFrontend;
let collector: CollectorProcess;

beforeAll(async () => {
  frontend = await startFakeFrontend();
  frontend.put(
    running({ workflowId: 'runs' }, { activityType: 'ship', taskQueue: 'ships', ...beating }),
    cancelled({ workflowId: "it's cancelled", cancelRequested: true }),
    running({ namespace: 'other', workflowId: 'elsewhere' }),
    running({ workflowId: 'waits', workflowType: 'refund' }, { state: 'scheduled' }),
  );
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: [
      ...['--namespace', 'default,other', '--ui-url', 'https://ui.example.com/'],
      ...['--schedule', '* * * * * *', '--visibility-requests-per-second', '50'],
    ],
  });
  const read = { method: 'GetWorkflowExecutionHistoryReverse', code: 'OK' };
  await collector.metricsWhen(
    'all to be known',
    (now) =>
      now.sum('deadbeat_activities') === 4 &&
      now.sum('deadbeat_temporal_requests_total', read) === 1 &&
      now.sum('deadbeat_up') === 2,
  );
});

afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
});

const rows = async (query: string): Promise<Row[]> => (await collector.json(`/api/activities?${query}`)).activities;
const ids = async (query: string) => (await rows(query)).map(({ workflowId }) => workflowId);

describe('/api/activities', () => {
  it('tells everything about an activity that runs although it was cancelled', async () => {
    const [row] = await rows('state=cancel_requested');
    const { observedAt = '', wastedSeconds = 0, runId = '', ...rest } = row ?? {};
    expect(rest).toEqual({
      namespace: 'default',
      workflowId: "it's cancelled",
      workflowType: 'order',
      activityId: '5',
      activityType: 'charge',
      taskQueue: 'work',
      state: 'cancel_requested',
      attempt: 1,
      reason: 'no_heartbeat',
      cancelRequestedAt: new Date(startTime + 1000).toISOString(),
      cancelRequestedSource: 'history',
      toldAt: null,
      startedAt: new Date(startTime).toISOString(),
      lastHeartbeatAt: null,
      heartbeatsAt: [],
      heartbeatTimeoutSeconds: null,
      startToCloseTimeoutSeconds: charge.startToCloseMs / 1000,
      scheduleToCloseTimeoutSeconds: null,
      optionsKnown: true,
      unreachable: true,
      forcedEndAt: new Date(startTime + charge.startToCloseMs).toISOString(),
      workerIdentity: '1@worker',
      workerVersion: null,
      orphaned: false,
      suspect: false,
      undecided: false,
      workflowCancelRequested: true,
      stale: false,
      stalled: false,
      lost: false,
      lostSince: null,
      lostSeconds: null,
      overrunCause: null,
      ranOnUntil: null,
      findings: ['no_heartbeat'],
      owner: null,
      commands: [
        `temporal workflow describe --address ${frontend.address} --namespace default --workflow-id 'it'\\''s cancelled' --run-id ${runId}`,
        `temporal workflow show --address ${frontend.address} --namespace default --workflow-id 'it'\\''s cancelled' --run-id ${runId}`,
      ],
      uiUrl: `https://ui.example.com/namespaces/default/workflows/it's%20cancelled/${runId}`,
    });
    const confirmed = (Date.parse(observedAt) - (startTime + 1000)) / 1000;
    expect(Math.abs((wastedSeconds ?? 0) - confirmed)).toBeLessThan(0.002);
  });

  it('tells of a heartbeat, and of the timeout it must keep', async () => {
    const [row] = await rows('activityType=ship');
    expect(row).toMatchObject({
      lastHeartbeatAt: new Date(beating.lastHeartbeatAt).toISOString(),
      heartbeatTimeoutSeconds: 60,
      workerIdentity: '7@host',
      reason: null,
      cancelRequestedAt: null,
      wastedSeconds: null,
    });
  });

  it('has the worst first', async () => {
    expect((await ids(''))[0]).toBe("it's cancelled");
    expect(await ids('')).toHaveLength(4);
  });

  it.each([
    ['namespace=other', ['elsewhere']],
    ['taskQueue=ships', ['runs']],
    ['workflowType=refund', ['waits']],
    ['activityType=ship', ['runs']],
    ['state=scheduled', ['waits']],
    ['state=orphaned', []],
    ['reason=no_heartbeat', ["it's cancelled"]],
    ['reason=silent', []],
    ['namespace=default&state=started', ['runs']],
    ['namespace=nowhere', []],
  ])('filters by %s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it('says when it left rows out', async () => {
    expect(await collector.json('/api/activities?limit=3')).toMatchObject({
      truncated: true,
      activities: { length: 3 },
    });
    expect(await collector.json('/api/activities?limit=4')).toMatchObject({ truncated: false });
  });

  it.each([
    ['limit=0', 'limit', '0'],
    ['limit=5001', 'limit', '5001'],
    ['limit=many', 'limit', 'many'],
    ['state=running', 'state', 'running'],
    ['reason=bored', 'reason', 'bored'],
    ['taskqueue=ships', 'taskqueue', 'ships'],
    ['state=started&state=scheduled', 'state', '["started","scheduled"]'],
    ['__proto__=x', '__proto__', 'x'],
  ])('answers %s with 400 and names the parameter', async (query, parameter, value) => {
    const response = await collector.fetch(`/api/activities?${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ parameter, value, expected: expect.any(String) });
  });
});

describe('/api/status', () => {
  it('tells of each namespace how it is doing', async () => {
    const { namespaces, version } = await collector.json('/api/status');
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect(namespaces).toEqual([
      expect.objectContaining({ namespace: 'default', up: true, tracked: { active: 1, cancel_requested: 1, idle: 1 } }),
      expect.objectContaining({
        namespace: 'other',
        up: true,
        tracked: { active: 1 },
        lastError: null,
        lastCompletePassAt: expect.stringMatching(/^\d{4}-.*Z$/),
        oldestObservationAt: expect.stringMatching(/^\d{4}-.*Z$/),
        budget: {
          describe: { set: 50, allowed: 50, lastRefusal: null },
          visibility: { set: 50, allowed: 50, lastRefusal: null },
        },
      }),
    ]);
  });
});

describe('every path', () => {
  it.each(['/metrics', '/healthz', '/readyz', '/api/activities', '/api/status', '/'])(
    '%s answers GET and HEAD, and 405 to anything else',
    async (path) => {
      expect((await collector.fetch(path)).status).toBe(200);
      expect((await collector.fetch(path, { method: 'HEAD' })).status).toBe(200);
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        const response = await collector.fetch(path, { method });
        expect([method, response.status, response.headers.get('allow')]).toEqual([method, 405, 'GET, HEAD']);
      }
    },
  );

  it.each(['/metrics/', '/METRICS', '/api/activities/'])(
    'answers 404 to a path that is only like one: %s',
    async (path) => {
      expect((await collector.fetch(path)).status).toBe(404);
    },
  );

  it('answers 404 where nothing is, and says what is', async () => {
    const response = await collector.fetch('/metric');
    expect(response.status).toBe(404);
    expect((await response.json()).paths).toContain('/metrics');
    expect((await collector.fetch('/nothing', { method: 'POST' })).status).toBe(404);
  });

  it('does not reveal which framework answers', async () => {
    expect((await collector.fetch('/')).headers.get('x-powered-by')).toBeNull();
  });
});
