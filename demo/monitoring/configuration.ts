import { readdirSync, readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { ruleFile } from '../../alerts/prometheus.js';
import { ruleGroups } from '../../alerts/rules.js';
import type { AlertmanagerOptions, PrometheusOptions } from '../../tools/servers.js';
import { type Pace, paces } from '../scenario-input.js';
import { thresholdsFor } from './thresholds.js';

/** `host:port`, but of the inbox the base URL. */
export type Addresses = Readonly<{ collector: string; alertmanager: string; inbox: string }>;

/** What compose mounts into Prometheus, with this run's addresses in targets/ and rules that are patient enough for it. */
export function prometheusConfiguration({ collector, alertmanager, inbox }: Addresses, pace: Pace): PrometheusOptions {
  const thresholds = thresholdsFor(pace);
  const links = { ...thresholds.links, runbooks: `${inbox}/runbooks` };
  const committed = textOf('deploy/prometheus/prometheus.yml');
  return {
    configText: pace === paces.realTime ? committed : withShortIntervals(committed),
    flags: ['--enable-feature=exemplar-storage'],
    rules: { 'rules/deadbeat.rules.yml': ruleFile(ruleGroups(thresholds), links) },
    files: { 'targets/deadbeat.yml': targetsOf(collector), 'targets/alertmanager.yml': targetsOf(alertmanager) },
  };
}

/** What compose mounts into Alertmanager, with this run's inbox in the place of the stack's. */
export function alertmanagerConfiguration(inbox: string): AlertmanagerOptions {
  const templates = readdirSync(new URL('alerts/templates', root)).map((name) => `templates/${name}`);
  return {
    configText: textOf('alerts/alertmanager.yml').replaceAll('http://inbox:9811', inbox),
    files: Object.fromEntries(templates.map((path) => [path, textOf(`alerts/${path}`)])),
  };
}

const root = new URL('../../', import.meta.url);

function textOf(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}

function targetsOf(address: string): string {
  return stringify([{ targets: [address] }]);
}

/** Of a scenario of half a minute, a scrape every 15 s would see two moments. */
function withShortIntervals(configText: string): string {
  const { global, ...rest } = parse(configText);
  const interval = '1s';
  return stringify({
    global: { ...global, scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    ...rest,
  });
}
