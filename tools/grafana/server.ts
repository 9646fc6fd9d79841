import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type Child, startChild } from '../child.js';
import { freePort } from '../free-ports.js';
import { isProgram } from '../is-program.js';
import { allAnswer } from '../own-server.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

export type Grafana = Readonly<{ program: string; home: string }>;

/** A Grafana on PATH, and the folder with its defaults and pages; undefined where there is none. */
export function findGrafana(path = process.env.PATH ?? ''): Grafana | undefined {
  const folders = path.split(delimiter).filter(isAbsolute);
  for (const name of ['grafana', 'grafana-server'])
    for (const program of folders.map((folder) => join(folder, name)).filter(isProgram)) {
      // A tarball's, or that of Debian's and Red Hat's packages.
      const homes = [dirname(dirname(realpathSync(program))), '/usr/share/grafana'];
      const home = homes.find((one) => existsSync(join(one, 'conf/defaults.ini')));
      if (home !== undefined) return { program, home };
    }
  return undefined;
}

export type GrafanaPlace = Readonly<{ prometheusUrl: string; folder: string; port: number }>;

/** What docker-compose.yml tells Grafana, moved from its container to this machine. */
export function grafanaEnvironment({ prometheusUrl, folder, port }: GrafanaPlace): Record<string, string> {
  const { services } = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true });
  const composed = services.grafana.environment as Record<string, string>;
  const inContainer = composed.DEADBEAT_DASHBOARDS ?? '';
  const dashboards = join(root, 'dashboards/generated');
  const moved = Object.entries(composed).map(([name, value]) => [name, value.replace(inContainer, dashboards)]);
  return {
    ...Object.fromEntries(moved),
    PROMETHEUS_URL: prometheusUrl,
    GF_PATHS_PROVISIONING: join(root, 'dashboards/provisioning'),
    GF_PATHS_DATA: join(folder, 'data'),
    GF_PATHS_LOGS: join(folder, 'logs'),
    GF_PATHS_PLUGINS: join(folder, 'plugins'),
    GF_SERVER_HTTP_ADDR: '127.0.0.1',
    GF_SERVER_HTTP_PORT: String(port),
  };
}

/**
 * Starts a Grafana with the dashboards in it.
 * @param folder where its data go; the caller's to remove
 * @throws EndedTooEarly or WaitedTooLong
 */
export async function startGrafana(
  { program, home }: Grafana,
  prometheusUrl: string,
  folder: string,
): Promise<Child & { url: string }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = Object.entries(grafanaEnvironment({ prometheusUrl, folder, port }));
  const assignments = environment.map(([name, value]) => `${name}=${value}`);
  const server = program.endsWith('grafana') ? ['server'] : [];
  const child = await startChild('/usr/bin/env', [...assignments, program, ...server, '--homepath', home], {
    what: 'grafana',
    folder: home,
    ready: () => allAnswer([`${url}/api/health`]),
    readyWithinMs: 60_000,
  });
  return { ...child, url };
}
