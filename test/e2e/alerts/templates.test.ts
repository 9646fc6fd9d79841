import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alertsFolder, amtool } from './amtool.js';

describe('the message templates', () => {
  const alert = (status: string, labels: Record<string, string>) => ({
    status,
    labels: { alertname: 'DeadbeatCancelCannotBeHeard', task_queue: 'reports', activity_type: 'Render', ...labels },
    annotations: { summary: 'It runs on.', description: 'First step: check.', runbook_url: 'R', dashboard_url: 'D' },
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
      const args = [`--template.glob=${alertsFolder}templates/*.tmpl`, `--template.data=${file}`];
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
      'It runs on.\nFirst step: check.\nRunbook: R\nDashboard: D',
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
