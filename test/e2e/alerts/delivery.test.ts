import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startAlertmanager, startPrometheus } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import { openInbox } from '../../support/inbox.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';
import { startTestWorker } from '../../support/worker/index.js';

/** What a user would write, in seconds instead of minutes. */
const thresholds = `
scrapeInterval: 1s
evaluationInterval: 1s
observedWithin: 5s
cancelCannotBeHeard: { oldest: 3s, for: 1s, keepFiringFor: 2s }
`;

/** By the documented way: docs/alerts.md. */
async function rulesWith(text: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-rules-'));
  try {
    writeFileSync(join(folder, 'my.yaml'), text);
    const args = ['--import', 'tsx', 'tools/generate.ts', '--thresholds', join(folder, 'my.yaml'), '--out', folder];
    await promisify(execFile)(process.execPath, args);
    return readFileSync(join(folder, 'alerts/deadbeat.rules.yml'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The committed file, with another address for its webhooks, and without its waits of a minute. */
function alertmanagerConfig(inboxUrl: string): string {
  return readFileSync(new URL('../../../alerts/alertmanager.yml', import.meta.url), 'utf8')
    .replaceAll('http://inbox:9811', inboxUrl)
    .replace('group_wait: 10s', 'group_wait: 1s')
    .replace('group_interval: 1m', 'group_interval: 1s');
}

describe('A blind cancel, from a real server through collector, Prometheus and Alertmanager', () => {
  let rules: string;
  beforeAll(async () => {
    rules = await rulesWith(thresholds);
  });

  it('arrives as a notification that names activity type and task queue, then as resolved; the twin that heartbeats never does', async () => {
    const { url: inboxUrl, received, close } = await openInbox();
    onTestFinished(close);

    const address = temporalAddress();
    const namespace = await freshNamespace();
    const worker = await startTestWorker({ address, namespace, taskQueue: 'reports' });
    onTestFinished(() => worker.stop());
    const collector = await CollectorProcess.start({
      address,
      args: ['--namespace', namespace, '--schedule', '* * * * * *'],
    });
    onTestFinished(async () => {
      await collector.stop();
    });
    const alertmanager = await startAlertmanager({ configText: alertmanagerConfig(inboxUrl) });
    onTestFinished(() => alertmanager.stop());
    const prometheus = await startPrometheus({
      targets: [new URL(collector.url).host],
      alertmanagers: [alertmanager.address],
      rules: { 'deadbeat.rules.yml': rules },
    });
    onTestFinished(() => prometheus.stop());

    const blind = { activity: 'blind', workMs: 20_000, startToCloseMs: 60_000, cancelAfterMs: 1_000 } as const;
    await worker.start('blind', blind);
    await worker.start('twin', { ...blind, activity: 'heartbeating', heartbeatTimeoutMs: 4_000 });

    const notified = (status: string) =>
      waitFor(() => received.find((one) => one.alerts.some((alert) => alert.status === status)), {
        what: `a notification with a ${status} alert`,
        deadlineMs: 80_000,
      });
    const { path, groupLabels, alerts } = await notified('firing');
    expect(path).toBe('/chat');
    expect(groupLabels).toEqual({ namespace, task_queue: 'reports' });
    expect(alerts.map(({ labels }) => labels)).toEqual([
      {
        alertname: 'DeadbeatCancelCannotBeHeard',
        severity: 'warning',
        namespace,
        task_queue: 'reports',
        workflow_type: 'runAndCancel',
        activity_type: 'blind',
      },
    ]);
    expect(alerts[0]?.annotations.summary).toMatch(
      /^Activities of type blind on task queue reports cannot receive their cancellation: the oldest request is \d+(\.\d+)?s old\.$/,
    );
    expect(alerts[0]?.annotations.dashboard_url).toContain(
      `/d/deadbeat-wasted-work?var-cluster=&var-namespace=${namespace}&`,
    );
    const runbook = new URL(alerts[0]?.annotations.runbook_url ?? '').pathname;
    expect(await (await fetch(inboxUrl + runbook)).text()).toMatch(/^# DeadbeatCancelCannotBeHeard\n/);
    expect(await (await fetch(inboxUrl)).text()).toContain('chat DeadbeatCancelCannotBeHeard Activities of type blind');

    const { alerts: resolved } = await notified('resolved');
    expect(resolved.map(({ labels }) => labels.activity_type)).toEqual(['blind']);
    const everyLabel = received.flatMap((one) => one.alerts.map(({ labels }) => labels));
    expect(new Set(everyLabel.map(({ activity_type }) => activity_type))).toEqual(new Set(['blind']));
    const history = (await collector.metrics()).text;
    expect(history).toMatch(/deadbeat_cancel_to_end_seconds_count\{.*activity_type="heartbeating".*\} 1/);
  });
});
