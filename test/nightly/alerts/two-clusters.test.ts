import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { stringify } from 'yaml';
import { ruleFile } from '../../../alerts/prometheus.js';
import { parseThresholds } from '../../../alerts/read-thresholds.js';
import { ruleGroups } from '../../../alerts/rules.js';
import { startAlertmanager, startPrometheus, startTemporal } from '../../../tools/servers.js';
import { waitFor } from '../../../tools/wait-for.js';
import { CollectorProcess } from '../../support/collector.js';
import { openInbox } from '../../support/inbox.js';
import { freshNamespace } from '../../support/temporal.js';
import { startTestWorker } from '../../support/worker/index.js';

const teams = { eu: 'billing', us: 'growth' } as const;
type Cluster = keyof typeof teams;

/** A dev server with a worker and a collector of its own. */
async function startCluster(cluster: Cluster, folder: string) {
  const temporal = await startTemporal();
  onTestFinished(() => temporal.stop());
  const { address } = temporal;
  const namespace = await freshNamespace(address);
  const worker = await startTestWorker({ address, namespace, taskQueue: 'reports' });
  onTestFinished(() => worker.stop());
  const owners = join(folder, `owners-${cluster}.yaml`);
  writeFileSync(owners, stringify({ owners: [{ match: { activity_type: 'blind' }, team: teams[cluster] }] }));
  const collector = await CollectorProcess.start({
    address,
    args: ['--namespace', namespace, '--owners-file', owners],
  });
  onTestFinished(async () => {
    await collector.stop();
  });
  return { cluster, worker, target: new URL(collector.url).host };
}

function prometheusConfig(targets: readonly { cluster: Cluster; target: string }[], alertmanager: string): string {
  const statics = targets.map(({ cluster, target }) => ({ targets: [target], labels: { cluster } }));
  return stringify({
    global: { scrape_interval: '60s', scrape_timeout: '10s', evaluation_interval: '15s' },
    rule_files: ['deadbeat.rules.yml'],
    scrape_configs: [{ job_name: 'deadbeat', static_configs: statics }],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
  });
}

it('One Prometheus that scrapes two clusters every 60 s notifies of a blind cancel in each, with cluster and team, and of its end.', {
  timeout: 900_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-two-clusters-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { url: inboxUrl, received, close } = await openInbox();
  onTestFinished(close);
  const clusters = await Promise.all([startCluster('eu', folder), startCluster('us', folder)]);
  const configText = readFileSync(new URL('../../../alerts/alertmanager.yml', import.meta.url), 'utf8')
    .replaceAll('http://inbox:9811', inboxUrl)
    .replace('group_interval: 1m', 'group_interval: 5s');
  const alertmanager = await startAlertmanager({ configText });
  onTestFinished(() => alertmanager.stop());
  // As committed, but for the time that the alert keeps firing after its end.
  const thresholds = parseThresholds('cancelCannotBeHeard: { keepFiringFor: 15s }');
  const prometheus = await startPrometheus({
    configText: prometheusConfig(clusters, alertmanager.address),
    rules: { 'deadbeat.rules.yml': ruleFile(ruleGroups(thresholds), thresholds.links) },
  });
  onTestFinished(() => prometheus.stop());

  const blind = { activity: 'blind', workMs: 240_000, startToCloseMs: 300_000, cancelAfterMs: 1_000 } as const;
  await Promise.all(clusters.map(({ worker, cluster }) => worker.start(`blind-${cluster}`, blind)));

  const about = (status: string) =>
    received
      .flatMap(({ alerts }) => alerts)
      .filter((alert) => alert.status === status && alert.labels.alertname === 'DeadbeatCancelCannotBeHeard')
      .map(({ labels }) => `${labels.cluster} ${labels.team}`);
  for (const status of ['firing', 'resolved']) {
    const both = () => new Set(about(status)).size === 2;
    await waitFor(both, { what: `a ${status} notification of each cluster`, deadlineMs: 420_000 });
    expect([...new Set(about(status))].sort()).toEqual(['eu billing', 'us growth']);
  }
  const names = received.flatMap(({ alerts }) => alerts.map(({ labels }) => labels.alertname));
  expect([...new Set(names)]).toEqual(['DeadbeatCancelCannotBeHeard']);
});
