import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metrics as definitions } from '../../../collector/metrics/definitions.js';
import { part } from '../../../tools/parts.js';
import { startPrometheus } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import { Exposition } from '../../support/exposition.js';
import {
  event,
  type FakeFrontend,
  scenarioRuns,
  startFakeFrontend,
  worker,
} from '../../support/fake-frontend/index.js';
import { cancelled, running } from '../../support/runs.js';

const openMetrics = 'application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5';
const oddType = 'an "odd"\\type,\n{of="workflow"}';

let frontend: FakeFrontend;
let idle: CollectorProcess;
let busy: CollectorProcess;

/** The busy one has seen every kind of thing; the idle one has never reached a server. */
beforeAll(async () => {
  frontend = await startFakeFrontend();
  const now = Date.now();
  frontend.put(...scenarioRuns({ executions: 40, running: 20, cancelRequested: 10 }, now));
  frontend.put(running({ workflowId: 'odd', workflowType: oddType }));
  frontend.put(running({ workflowId: 'left-behind' }), cancelled({ workflowId: 'ends' }));
  frontend.putWorker(worker({ identity: '1@worker', taskQueue: 'work', usedSlots: 7, heartbeatAt: now }));
  idle = await CollectorProcess.start({ address: '127.0.0.1:1' });
  busy = await CollectorProcess.start({
    address: frontend.address,
    args: ['--schedule', '* * * * * *', '--requests-per-second', '500', '--visibility-requests-per-second', '50'],
  });
  await busy.metricsWhen('all to be described', (seen) => seen.sum('deadbeat_activities') === 23);
  const ended = Date.now();
  const { history } = frontend.get({ workflowId: 'ends' });
  frontend.change(
    { workflowId: 'ends' },
    { pendingActivities: [], history: [...history, event.activityTaskTimedOut(8, ended, { scheduledEventId: 5 })] },
  );
  frontend.change({ workflowId: 'left-behind' }, { status: 'terminated', closeTime: ended });
  await busy.metricsWhen(
    'an end and an orphan',
    (seen) => seen.sum('deadbeat_cancel_to_end_seconds_count') === 1 && seen.sum('deadbeat_orphaned_activities') === 1,
  );
});

afterAll(async () => {
  await busy?.stop();
  await idle?.stop();
  await frontend?.stop();
});

async function checkMetrics(exposition: string) {
  const promtool = spawn(await part('promtool'), ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
  promtool.stdin.end(exposition);
  const [out, errors] = await Promise.all([text(promtool.stdout), text(promtool.stderr)]);
  return {
    complaints: out + errors,
    code: promtool.exitCode ?? (await new Promise((done) => promtool.once('exit', done))),
  };
}

describe('the text format', () => {
  it.each(['idle', 'busy'] as const)('gives promtool nothing to complain of: %s', async (which) => {
    const response = await (which === 'idle' ? idle : busy).fetch('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await checkMetrics(await response.text())).toEqual({ complaints: '', code: 0 });
  });

  it('escapes what a label may hold', async () => {
    const [odd] = (await busy.metrics()).all('deadbeat_activities', { workflow_type: oddType });
    expect(odd?.value).toBe(1);
  });

  it('has no metric and no label that the table does not name', async () => {
    const { samples } = await busy.metrics();
    const known = new Map(
      Object.values(definitions).map(({ name, labels }) => [name as string, new Set<string>([...labels, 'le'])]),
    );
    for (const { name, labels } of samples.filter((sample) => sample.name.startsWith('deadbeat_'))) {
      const allowed = known.get(name) ?? known.get(name.replace(/_(bucket|sum|count)$/, ''));
      expect(allowed, name).toBeDefined();
      for (const label of Object.keys(labels)) expect(allowed, `${label} of ${name}`).toContain(label);
    }
  });

  it('has a counter at 0 as soon as an activity runs whose cancel would count there', async () => {
    const [odd] = (await busy.metrics()).all('deadbeat_wasted_seconds_total', { workflow_type: oddType });
    expect(odd).toMatchObject({ value: 0, labels: { reason: 'no_heartbeat' } });
  });

  it('names workflows, runs and activities in the offenders alone', async () => {
    const naming = (await busy.metrics()).samples.filter(({ labels }) =>
      Object.entries(labels).some(([label, value]) => /_id$/.test(label) || /^workflow-\d+$|@worker/.test(value)),
    );
    expect(new Set(naming.map(({ name }) => name))).toEqual(new Set(['deadbeat_offender_seconds']));
  });
});

describe('OpenMetrics', () => {
  it('names counters without _total, their samples with it, and ends with EOF', async () => {
    const response = await busy.fetch('/metrics', { headers: { accept: openMetrics } });
    expect(response.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    const body = await response.text();
    expect(body.endsWith('\n# EOF\n')).toBe(true);
    const families = [...body.matchAll(/^# TYPE (\S+) counter\n(\w+)/gm)];
    expect(families.length).toBeGreaterThan(5);
    for (const [, family, sample] of families) expect(sample).toBe(`${family}_total`);
    expect(body).not.toMatch(/_total_total|^# TYPE \S+_total /m);
  });

  it('holds the same series as the text format', async () => {
    const body = await (await busy.fetch('/metrics', { headers: { accept: openMetrics } })).text();
    const names = ({ samples }: Exposition) =>
      new Set(samples.map(({ name }) => name).filter((name) => !name.endsWith('_created')));
    expect(names(new Exposition(body))).toEqual(names(await busy.metrics()));
  });

  it('leads from a bucket to the workflow that ended there', async () => {
    const body = await (await busy.fetch('/metrics', { headers: { accept: openMetrics } })).text();
    const exemplars = body.match(/^deadbeat_cancel_to_end_seconds_bucket.* # \{.*$/gm);
    expect(exemplars).toEqual([
      expect.stringMatching(/ # \{workflow_id="ends",run_id="[0-9a-f-]{36}"\} [\d.]+ [\d.]+$/),
    ]);
  });

  it('tells since when each counter of waste counts', async () => {
    const body = await (await busy.fetch('/metrics', { headers: { accept: openMetrics } })).text();
    const exposition = new Exposition(body);
    const created = exposition.all('deadbeat_wasted_seconds_created');
    expect(created.map(({ labels }) => labels)).toEqual(
      exposition.all('deadbeat_wasted_seconds_total').map(({ labels }) => labels),
    );
    for (const { value } of created) expect(Math.abs(value - Date.now() / 1000)).toBeLessThan(600);
  });

  it('is what a real Prometheus takes without complaint', async () => {
    const prometheus = await startPrometheus({ targets: [new URL(busy.url).host] });
    try {
      const ask = async (path: string) => (await (await fetch(`${prometheus.httpUrl}/api/v1/${path}`)).json()).data;
      // On a busy machine a single scrape may take longer than its second.
      const scraped = async () => {
        const [target] = (await ask('targets')).activeTargets;
        if (target?.health !== 'up') throw new Error(`${target?.health}: ${target?.lastError}`);
        return true;
      };
      await waitFor(scraped, { what: 'a scrape without complaint' });
      const activities = async () => {
        const { result } = await ask(`query?query=${encodeURIComponent('sum(deadbeat_activities)')}`);
        return result[0]?.value[1];
      };
      expect(Number(await waitFor(activities, { what: 'the activities' }))).toBe(21);
      const names: string[] = await ask('label/__name__/values');
      expect(names).toContain('deadbeat_wasted_seconds_total');
      expect(names.filter((name) => name.endsWith('_total_total'))).toEqual([]);
    } finally {
      await prometheus.stop();
    }
  });
});
