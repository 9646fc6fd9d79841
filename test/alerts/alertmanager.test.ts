import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ruleGroups } from '../../alerts/rules.js';
import { activityLabels } from '../../collector/metrics.js';
import { part } from '../../tools/parts.js';
import { startAlertmanager } from '../../tools/servers.js';
import { waitFor } from '../../tools/wait-for.js';

const folder = fileURLToPath(new URL('../../alerts/', import.meta.url));
const path = join(folder, 'alertmanager.yml');
const text = readFileSync(path, 'utf8');
const alerts = ruleGroups().flatMap((group) => group.alerts);

async function amtool(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(await part('amtool'), args);
  return stdout;
}

describe('alertmanager.yml', () => {
  let scratch: string;
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'deadbeat-alertmanager-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('is accepted as it is', async () => {
    expect(await amtool('check-config', path)).toContain('SUCCESS');
  });

  it('is accepted with all its examples uncommented', async () => {
    const withExamples = text.replaceAll('#| ', '').replace('templates/*.tmpl', `${folder}templates/*.tmpl`);
    expect(withExamples).not.toBe(text);
    writeFileSync(join(scratch, 'examples.yml'), withExamples);
    const found = await amtool('check-config', join(scratch, 'examples.yml'));
    expect(found).toContain('SUCCESS');
    expect(found).toContain('1 templates');
    const { receivers } = parse(withExamples) as { receivers: Record<string, unknown>[] };
    const kinds = receivers.flatMap((receiver) => Object.keys(receiver));
    expect(kinds).toEqual(expect.arrayContaining(['pagerduty_configs', 'slack_configs', 'email_configs']));
  });

  const receivers = { critical: 'deadbeat-page', warning: 'deadbeat-chat', info: 'deadbeat-ticket' } as const;
  it.each(alerts)('sends $name ($severity) to the receiver of its severity', async ({ name, severity }) => {
    const labels = [`alertname=${name}`, `severity=${severity}`, 'namespace=shop'];
    const receiver = await amtool('config', 'routes', 'test', `--config.file=${path}`, ...labels);
    expect(receiver.trim()).toBe(receivers[severity]);
  });

  it('groups by namespace and task queue, whatever the severity', () => {
    type Route = { group_by?: string[]; routes?: Route[] };
    const { route } = parse(text) as { route: { routes: [Route] } };
    expect(route.routes[0].group_by).toEqual(['namespace', 'task_queue']);
    expect(route.routes[0].routes?.filter(({ group_by }) => group_by !== undefined)).toEqual([]);
  });

  it('mutes by names of alerts that there are, and by labels that both sides have', () => {
    const rules = (
      parse(text) as { inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal?: string[] }[] }
    ).inhibit_rules;
    const names = rules
      .flatMap(({ source_matchers, target_matchers }) => [...source_matchers, ...target_matchers])
      .flatMap((matcher) => /^alertname=~?"(.+)"$/.exec(matcher)?.[1]?.split('|') ?? []);
    expect(names.length).toBeGreaterThan(rules.length);
    expect(names.filter((name) => !alerts.some((alert) => alert.name === name))).toEqual([]);
    expect([...activityLabels, 'instance']).toEqual(expect.arrayContaining(rules.flatMap(({ equal = [] }) => equal)));
  });
});

describe('Alertmanager', () => {
  type Labels = Readonly<Record<string, string>>;

  /** Names of those alerts that are muted by others, when these and no others have come. */
  async function muted(alerts: readonly Labels[], atLeast: number): Promise<string[]> {
    const server = await startAlertmanager({ configText: text });
    try {
      const url = `${server.httpUrl}/api/v2/alerts`;
      const body = JSON.stringify(alerts.map((labels) => ({ labels })));
      const posted = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(posted.status).toBe(200);
      type Answer = { labels: Labels; status: { inhibitedBy: string[] } }[];
      // Its inhibitor hears of them a moment later than its API.
      const mutedNow = async () => {
        const answer = (await (await fetch(url)).json()) as Answer;
        const names = answer
          .filter(({ status }) => status.inhibitedBy.length > 0)
          .map(({ labels }) => `${labels.alertname}`);
        return names.length >= atLeast ? names.sort() : undefined;
      };
      return await waitFor(mutedNow, { what: `${atLeast} alerts to be muted` });
    } finally {
      await server.stop();
    }
  }

  const place = { namespace: 'shop', task_queue: 'reports', workflow_type: 'MonthEnd', activity_type: 'Render' };
  const elsewhere = { ...place, activity_type: 'Send' };
  const named = (name: string, labels: Labels = {}, severity = 'warning') => ({
    alertname: `Deadbeat${name}`,
    severity,
    ...labels,
  });

  it.each([
    ['a lost worker', named('WorkerLost', place), [named('HeartbeatStale', place), named('CancelSilent', place)]],
    ['silence after a cancel', named('CancelSilent', place), [named('HeartbeatStale', place)]],
    [
      'a namespace that is not observed',
      named('NotObserving', { namespace: 'shop' }),
      [named('ObservationsOld', { namespace: 'shop', phase: 'idle' })],
    ],
    ['a page about the budget', named('WasteBudgetBurn', place, 'critical'), [named('WasteBudgetBurn', place, 'info')]],
    [
      'a dead collector',
      named('Down', { job: 'deadbeat', instance: 'c' }, 'critical'),
      [named('StateNotSaved', { instance: 'c' })],
    ],
    [
      'the lack of any collector',
      named('Down', { job: 'deadbeat' }, 'critical'),
      [named('NotObserving', { namespace: 'shop' }), named('LabelSetsFolded', { metric: 'm' })],
    ],
  ])('mutes what follows from %s', async (_name, source, followers) => {
    expect(await muted([source, ...followers], followers.length)).toEqual(
      followers.map(({ alertname }) => alertname).sort(),
    );
  });

  it('does not mute for a dead collector what others tell', async () => {
    const alerts = [
      named('Down', { job: 'deadbeat', instance: 'c' }, 'critical'),
      named('StateNotSaved', { instance: 'c' }),
      named('StateNotSaved', { instance: 'd' }),
      named('NotObserving', { namespace: 'shop' }),
      named('LabelSetsFolded', { metric: 'm' }),
    ];
    expect(await muted(alerts, 1)).toEqual(['DeadbeatStateNotSaved']);
  });

  it('mutes neither the same of another activity type nor what a dead collector knew to be wasted', async () => {
    const third = { ...place, namespace: 'third' };
    const others = [
      named('WorkerLost', third),
      named('HeartbeatStale', third),
      named('WorkerLost', { ...place, task_queue: 'other' }),
      named('HeartbeatStale', elsewhere),
      named('CancelCannotBeHeard', place),
      named('SlotsHeldByWaste', place, 'critical'),
    ];
    expect(await muted(others, 1)).toEqual(['DeadbeatHeartbeatStale']);
  });
});

describe('the message templates', () => {
  const alert = (status: string, labels: Record<string, string>) => ({
    status,
    labels: { alertname: 'DeadbeatCancelCannotBeHeard', task_queue: 'reports', activity_type: 'Render', ...labels },
    annotations: { summary: 'It runs on.', description: 'First step: look.', runbook_url: 'R', dashboard_url: 'D' },
    startsAt: '2026-11-24T08:00:00Z',
    endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-11-24T08:20:00Z',
  });
  const render = async (template: string, data: object) => {
    const file = join(mkdtempSync(join(tmpdir(), 'deadbeat-template-')), 'data.json');
    writeFileSync(
      file,
      JSON.stringify({ receiver: 'r', externalURL: '', groupLabels: {}, commonAnnotations: {}, ...data }),
    );
    try {
      const args = [`--template.glob=${folder}templates/*.tmpl`, `--template.data=${file}`];
      return await amtool('template', 'render', ...args, `--template.text={{ template "${template}" . }}`);
    } finally {
      rmSync(join(file, '..'), { recursive: true });
    }
  };
  const commonLabels = { severity: 'warning', task_queue: 'reports', namespace: 'shop' };

  it('say in the title how many of what, and where', async () => {
    const one = { status: 'firing', commonLabels, alerts: [alert('firing', {})] };
    expect((await render('deadbeat.title', one)).trim()).toBe(
      'WARNING DeadbeatCancelCannotBeHeard on task queue reports (namespace shop)',
    );
    const two = { ...one, alerts: [alert('firing', {}), alert('firing', {})], commonLabels: { severity: 'critical' } };
    expect((await render('deadbeat.title', two)).trim()).toBe('CRITICAL 2 alerts');
  });

  it('say in the text what happens, what to do and where to look', async () => {
    const data = { status: 'firing', commonLabels, alerts: [alert('firing', {})] };
    expect((await render('deadbeat.text', data)).trim()).toBe(
      'It runs on.\nFirst step: look.\nRunbook: R\nDashboard: D',
    );
  });

  it('do not claim that what is no longer seen is solved', async () => {
    const data = { status: 'resolved', commonLabels, alerts: [alert('resolved', {})] };
    expect((await render('deadbeat.title', data)).trim()).toMatch(/^NO LONGER SEEN DeadbeatCancelCannotBeHeard/);
    expect((await render('deadbeat.text', data)).trim()).toBe(
      'No longer seen since 08:20:00 UTC: DeadbeatCancelCannotBeHeard, activity type Render, task queue reports.',
    );
  });
});
