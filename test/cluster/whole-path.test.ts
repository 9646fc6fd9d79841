import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { type HttpServer, startAlertmanager, startPrometheus } from '../../tools/servers.js';
import { waitFor } from '../../tools/wait-for.js';
import { CollectorProcess } from '../support/collector.js';
import { type Inbox, openInbox } from '../support/inbox.js';
import { freshNamespace, temporalAddress } from '../support/temporal.js';
import { startTestWorker } from '../support/worker/index.js';
import { chart, helm, valuesOf } from './support/helm.js';

const shards = 3;
const links = { grafana: 'https://grafana.example.com', runbooks: 'https://wiki.example.com/deadbeat' };

/** What the Prometheus operator would make of the chart's ServiceMonitor, with the shards of this test as its targets. */
async function fromChart(targets: readonly string[], alertmanager: string) {
  const settings = [
    'prometheusRule.enabled=true',
    ...Object.entries(links).map(([k, v]) => `prometheusRule.links.${k}=${v}`),
  ];
  const assignments = settings.flatMap((one) => ['--set', one]);
  const rendered = await helm(['template', 'deadbeat', chart, ...valuesOf('three-shards'), ...assignments]);
  const documents = parseAllDocuments(rendered).map((one) => one.toJS());
  const specOf = (kind: string) => documents.find((one) => one?.kind === kind)?.spec ?? expect.fail(`no ${kind}`);
  const [endpoint] = specOf('ServiceMonitor').endpoints;
  const scrape = {
    job_name: 'serviceMonitor/deadbeat',
    honor_labels: endpoint.honorLabels,
    metrics_path: endpoint.path,
    scrape_interval: '1s',
    static_configs: [{ targets }],
    relabel_configs: endpoint.relabelings.map(({ action, targetLabel, replacement }: Record<string, string>) => ({
      action,
      target_label: targetLabel,
      replacement,
    })),
  };
  const configText = stringify({
    global: { evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    scrape_configs: [scrape],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
  });
  return { configText, rules: stringify({ groups: specOf('PrometheusRule').groups }) };
}

describe("the chart's rules and scrape settings in a real Prometheus, with three shards", () => {
  const stops: (() => unknown)[] = [];
  let inbox: Inbox;
  let prometheus: HttpServer;
  let namespace: string;
  let collectors: CollectorProcess[];
  let firstStartedAt: number;
  let lastStartedAt: number;

  beforeAll(async () => {
    const address = temporalAddress();
    namespace = await freshNamespace();
    const worker = await startTestWorker({ address, namespace, taskQueue: 'reports' });
    stops.push(() => worker.stop());
    collectors = await Promise.all(
      Array.from({ length: shards }, (_, index) =>
        CollectorProcess.start({
          address,
          args: [
            ...['--namespace', namespace, '--schedule', '* * * * * *'],
            ...['--shard', `${index + 1}/${shards}`, '--handover', '0s'],
          ],
        }),
      ),
    );
    stops.push(...collectors.map((one) => () => one.stop()));

    inbox = await openInbox();
    stops.push(inbox.close);
    const route = { receiver: 'inbox', group_wait: '1s', group_interval: '1s' };
    const receivers = [{ name: 'inbox', webhook_configs: [{ url: `${inbox.url}/chat` }] }];
    const alertmanager = await startAlertmanager({ configText: stringify({ route, receivers }) });
    stops.push(() => alertmanager.stop());
    const targets = collectors.map((one) => new URL(one.url).host);
    const { configText, rules } = await fromChart(targets, alertmanager.address);
    prometheus = await startPrometheus({ configText, files: { 'rules.yml': rules } });
    stops.push(() => prometheus.stop());

    const blind = { activity: 'blind', workMs: 150_000, startToCloseMs: 180_000, cancelAfterMs: 1_000 } as const;
    firstStartedAt = Date.now();
    for (let index = 0; index < 12; index++) await worker.start(`blind-${index}`, blind);
    lastStartedAt = Date.now();
  });
  afterAll(async () => {
    for (const stop of stops.reverse()) await stop();
  });

  const query = async (expression: string): Promise<number | undefined> => {
    const response = await fetch(`${prometheus.httpUrl}/api/v1/query?query=${encodeURIComponent(expression)}`);
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
    return data.result[0] === undefined ? undefined : Number(data.result[0].value[1]);
  };

  test('the shards together count each activity once, under the job and the namespace that rules and dashboards select', async () => {
    const selector = `deadbeat_cancel_requested_activities{job="deadbeat", namespace="${namespace}"}`;
    const total = async () => (await query(`sum(${selector})`)) === 12;
    await waitFor(total, { what: '12 cancelled activities', deadlineMs: 60_000, everyMs: 500 });
    const found = await Promise.all(
      collectors.map(async (one) => (await one.metrics()).sum('deadbeat_cancel_requested_activities') ?? 0),
    );
    expect(found.filter((count) => count > 0).length).toBeGreaterThan(1);
    expect(found.reduce((sum, count) => sum + count, 0)).toBe(12);
  });

  test('the seconds that Prometheus has of all shards are those that passed since the cancels, as far as confirmed', async () => {
    const wasted = () => query(`sum(deadbeat_wasted_seconds_total{job="deadbeat", namespace="${namespace}"})`);
    const seconds = async () => ((await wasted()) ?? 0) > 12 * 20;
    await waitFor(seconds, { what: '20 s of each activity', deadlineMs: 120_000, everyMs: 500 });
    const at = Date.now();
    const total = (await wasted()) ?? Number.NaN;
    expect(total).toBeLessThanOrEqual((12 * (Date.now() - firstStartedAt)) / 1000);
    // A cancel comes a second after the start; between observations, saves and scrapes a counter stands still.
    expect(total).toBeGreaterThan((12 * (at - lastStartedAt)) / 1000 - 12 * 30);
  });

  test('the alert arrives, with the links of the values', async () => {
    const fired = () =>
      inbox.received.flatMap(({ alerts }) => alerts).find((one) => one.labels.alertname === alertname);
    const alertname = 'DeadbeatCancelCannotBeHeard';
    const alert = await waitFor(fired, { what: alertname, deadlineMs: 150_000, everyMs: 500 });
    expect(alert.labels).toMatchObject({ namespace, task_queue: 'reports', activity_type: 'blind' });
    expect(alert.annotations.dashboard_url).toMatch(/^https:\/\/grafana\.example\.com\/d\/deadbeat-wasted-work\?/);
    expect(alert.annotations.runbook_url).toBe(`${links.runbooks}/${alertname}.md`);
  });
});
