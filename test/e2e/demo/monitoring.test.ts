import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { Teardown } from '../../../demo/environment/teardown.js';
import { alertmanagerConfiguration } from '../../../demo/monitoring/configuration.js';
import { type Monitoring, startMonitoring } from '../../../demo/monitoring/monitoring.js';
import { paces } from '../../../demo/scenario-input.js';
import { waitFor } from '../../../tools/wait-for.js';
import { standInGrafana } from '../../support/stand-in-grafana.js';

const teardown = new Teardown();
const folder = mkdtempSync(join(tmpdir(), 'test-monitoring-'));
const grafana = standInGrafana(folder);
let collector: Server;
let collectorUrl: string;
let monitoring: Monitoring;

beforeAll(async () => {
  collector = createServer((_request, response) => response.end('deadbeat_up{namespace="default"} 1\n'));
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  collectorUrl = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  vi.stubEnv('PATH', `${grafana.bin}${delimiter}${process.env.PATH}`);
  monitoring = await startMonitoring(collectorUrl, paces.demo, teardown);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await teardown.closeAll();
  collector.close();
  rmSync(folder, { recursive: true });
});

// biome-ignore lint/suspicious/noExplicitAny: JSON from outside; the tests read it
async function ask(url: string): Promise<any> {
  return (await fetch(url)).json();
}

it('scrapes the collector every second, under the job of the compose stack', async () => {
  const target = async () => (await ask(`${monitoring.prometheus}/api/v1/targets?state=active`)).data.activeTargets[0];
  expect(await waitFor(target, { what: 'a target' })).toMatchObject({
    scrapeUrl: `${collectorUrl}/metrics`,
    labels: { job: 'deadbeat' },
    scrapeInterval: '1s',
  });
});

it('has Prometheus send its alerts to the Alertmanager of this run', async () => {
  const known = async () =>
    (await ask(`${monitoring.prometheus}/api/v1/alertmanagers`)).data.activeAlertmanagers[0]?.url;
  expect(await waitFor(known, { what: 'an Alertmanager' })).toBe(`${monitoring.alertmanager}/api/v2/alerts`);
});

it('has read rules that lose their patience before the demo is over', async () => {
  const { groups } = (await ask(`${monitoring.prometheus}/api/v1/rules?type=alert`)).data;
  const rules = groups.flatMap((group: { rules: unknown[] }) => group.rules);
  expect(rules).toContainEqual(expect.objectContaining({ name: 'DeadbeatWorkerLost', duration: 15 }));
});

it('tells the inbox of this run, by the committed routes and words', async () => {
  const receivers: { name: string }[] = await ask(`${monitoring.alertmanager}/api/v2/receivers`);
  expect(receivers.map(({ name }) => name)).toEqual(['deadbeat-page', 'deadbeat-chat', 'deadbeat-ticket']);
  // Alertmanager itself keeps such addresses secret.
  const { configText, files } = alertmanagerConfiguration(monitoring.inbox);
  const urls = [...configText.matchAll(/^ +- url: (.+)$/gm)].map(([, url]) => url);
  expect(urls).toEqual(['page', 'chat', 'ticket'].map((name) => `${monitoring.inbox}/${name}`));
  expect(Object.keys(files ?? {})).toEqual(['templates/deadbeat.tmpl']);
});

it('starts a Grafana that is on PATH with the dashboards, on the Prometheus of this run', async () => {
  expect((await fetch(`${monitoring.grafana}/api/health`)).status).toBe(200);
  const { args, env } = grafana.called();
  expect(args).toEqual(['server', '--homepath', grafana.home]);
  expect(env).toMatchObject({
    PROMETHEUS_URL: monitoring.prometheus,
    GF_SERVER_HTTP_ADDR: '127.0.0.1',
    GF_SERVER_HTTP_PORT: new URL(monitoring.grafana ?? '').port,
  });
  expect(existsSync(join(env.DEADBEAT_DASHBOARDS ?? '', 'deadbeat-wasted-work.json'))).toBe(true);
});

it('continues without a Grafana that does not start, and says why', async () => {
  writeFileSync(join(grafana.bin, 'grafana'), '#!/bin/sh\necho no such licence\nexit 1\n', { mode: 0o755 });
  const again = await startMonitoring(collectorUrl, paces.demo, teardown);
  expect(again.grafana).toBe(`${grafana.bin}/grafana: grafana ended before it was ready: no such licence`);
  expect((await fetch(`${again.prometheus}/-/ready`)).status).toBe(200);
});
