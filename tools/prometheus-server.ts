import { join } from 'node:path';
import { stringify } from 'yaml';
import { allAnswer, type Files, type Server, startServer } from './own-server.js';
import type { PartName } from './parts.js';

export type PrometheusOptions = (Readonly<{ configText: string }> | Scrape) &
  Readonly<{
    /** Text by file name. A `configText` names them itself, relative to its own folder. */
    rules?: Files;
    /** What a `configText` names besides. */
    files?: Files;
    flags?: readonly string[];
    port?: number;
    /** Where the samples are; a folder of its own, which goes with it, unless told. */
    dataFolder?: string;
  }>;

export type Scrape = Readonly<{
  /** `host:port` of what to scrape. */
  targets: readonly string[];
  /** `host:port` of those to send alerts to. */
  alertmanagers?: readonly string[];
  /** Between scrapes, and between evaluations of the rules: `1s` unless told. */
  interval?: string;
}>;

export type AlertmanagerOptions = Readonly<{
  configText: string;
  /** What it names, such as templates, relative to its own folder. */
  files?: Files;
  flags?: readonly string[];
  port?: number;
}>;

/** `address` is `host:port`. */
export type HttpServer = Omit<Server, 'ports'> & Readonly<{ address: string; httpUrl: string; port: number }>;

/** @throws PartError, EndedTooEarly, or WaitedTooLong; nothing is left behind then. */
export async function startPrometheus(options: PrometheusOptions): Promise<HttpServer> {
  const { rules = {}, files = {}, flags = [], port, dataFolder } = options;
  const config = 'configText' in options ? options.configText : configOf(options, Object.keys(rules));
  return startHttpServer('prometheus', { ...rules, ...files, 'prometheus.yml': config }, port, (address, folder) => [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${dataFolder ?? join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    ...flags,
  ]);
}

/** @throws PartError, EndedTooEarly, or WaitedTooLong; nothing is left behind then. */
export async function startAlertmanager(options: AlertmanagerOptions): Promise<HttpServer> {
  const { configText, files = {}, flags = [], port } = options;
  return startHttpServer('alertmanager', { ...files, 'alertmanager.yml': configText }, port, (address, folder) => [
    `--config.file=${join(folder, 'alertmanager.yml')}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=${address}`,
    // Empty: no cluster of Alertmanagers, so no second port.
    '--cluster.listen-address=',
    ...flags,
  ]);
}

async function startHttpServer(
  name: PartName,
  files: Files,
  port: number | undefined,
  args: (address: string, folder: string) => readonly string[],
): Promise<HttpServer> {
  const addressOf = ([first]: readonly number[]) => `127.0.0.1:${first}`;
  const server = await startServer({
    name,
    files,
    ports: port === undefined ? 1 : [port],
    args: (ports, folder) => args(addressOf(ports), folder),
    ready: (ports) => allAnswer([`http://${addressOf(ports)}/-/ready`]),
  });
  const address = addressOf(server.ports);
  return { ...server, address, httpUrl: `http://${address}`, port: server.ports[0] as number };
}

function configOf({ targets, alertmanagers = [], interval = '1s' }: Scrape, ruleFiles: readonly string[]): string {
  return stringify({
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: ruleFiles,
    scrape_configs: [{ job_name: 'deadbeat', static_configs: [{ targets }] }],
    alerting: { alertmanagers: [{ static_configs: [{ targets: alertmanagers }] }] },
  });
}
