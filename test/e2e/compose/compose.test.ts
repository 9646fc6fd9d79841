import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { settingsTable } from '../../../collector/settings/table.js';
import { part } from '../../../tools/parts.js';
import { compose, inProject, mountsOf, readText, root, services, valuesIn } from './support/compose-file.js';
import { readDockerfile } from './support/dockerfile.js';

const run = promisify(execFile);
const byName = (name: string) => compose.services[name] ?? expect.fail(`no service ${name}`);
/** Reached by other services under its name. */
const containerPorts = (name: string) => (byName(name).ports ?? []).map((port) => port.split(':').at(-1));

describe('docker-compose.yml', () => {
  test('has no fault that dclint finds', async () => {
    const dclint = `${root}node_modules/dclint/bin/dclint.cjs`;
    await run(process.execPath, [dclint, 'docker-compose.yml', '--max-warnings', '0'], { cwd: root });
  });

  test('is accepted by docker-compose', async () => {
    const program = await part('dockerCompose');
    await run(program, ['config', '--quiet'], { cwd: root });
    const { stdout } = await run(program, ['--profile', 'demo', 'config', '--services'], { cwd: root });
    expect(stdout.trim().split('\n').sort()).toEqual(services.map(([name]) => name).sort());
  });

  test('pins every image by version, and those built here by the version of the package', () => {
    const { version } = JSON.parse(readText('package.json'));
    for (const [name, { image, build }] of services) {
      expect([name, image]).toEqual([name, expect.stringMatching(/^[\w./-]+:v?\d+\.\d+\.\d+$/)]);
      if (build) expect(image).toMatch(new RegExp(`:${version}$`));
    }
  });

  test('builds stages that the Dockerfile has', () => {
    const stages = readDockerfile(readText('Dockerfile')).map(({ name }) => name);
    for (const [, { build }] of services) if (build) expect(stages).toContain(build.target);
  });

  test('builds each tag once: two parallel builds of one tag trip over each other', () => {
    const built = services.filter(([, { build }]) => build !== undefined).map(([, { image }]) => image);
    expect(built).toEqual([...new Set(built)]);
  });

  test('mounts only what is there, and the project read-only', () => {
    const used = new Set<string>();
    for (const [, service] of services)
      for (const { source, isFile, isReadOnly } of mountsOf(service)) {
        if (isFile) expect([source, inProject(source), isReadOnly]).toEqual([source, true, true]);
        else used.add(source);
      }
    expect([...used].sort()).toEqual(Object.keys(compose.volumes).sort());
    for (const { file } of Object.values(compose.secrets))
      expect(inProject(file.replace(/^\$\{\w+:-(.+)\}$/, '$1'))).toBe(true);
  });

  test('runs sources that are there', () => {
    for (const [, { build, command = [] }] of services)
      if (build?.target === 'extras') expect([command, inProject(command[0] ?? '')]).toEqual([command, true]);
  });

  test('gives no container rights or a writable root, and shows ports on this machine only', () => {
    for (const [name, { read_only, cap_drop, ports = [] }] of services) {
      expect([name, read_only, cap_drop]).toEqual([name, true, ['ALL']]);
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:(\d+):\1$/);
    }
  });

  test('knows when each service is healthy', () => {
    const deadbeat = readDockerfile(readText('Dockerfile')).find(({ name }) => name === 'deadbeat');
    expect(deadbeat?.instructions.map(({ keyword }) => keyword)).toContain('HEALTHCHECK');
    const withoutCheck = services.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name);
    // The worker of the demo serves nothing that could be asked.
    expect(withoutCheck).toEqual(['deadbeat', 'demo-worker']);
  });
});

describe('the services of docker-compose.yml', () => {
  test('find each other: scrape targets, alerts, data source', () => {
    const targets = ['deadbeat', 'alertmanager'].flatMap((file) =>
      parse(readText(`deploy/prometheus/targets/${file}.yml`)).flatMap(({ targets }: { targets: string[] }) => targets),
    );
    const { PROMETHEUS_URL = '' } = valuesIn(byName('grafana'));
    const webhooks = [...readText('alerts/alertmanager.yml').matchAll(/^\s*- url: http:\/\/([^/]+)\//gm)].map(
      ([, to]) => to,
    );
    expect(webhooks.length).toBeGreaterThan(0);
    for (const address of [...targets, new URL(PROMETHEUS_URL).host, ...webhooks]) {
      const [name = '', port] = address.split(':');
      expect([address, containerPorts(name)]).toEqual([address, expect.arrayContaining([port])]);
    }
  });

  test('listen where their ports are published', () => {
    expect(containerPorts('deadbeat')).toEqual([settingsTable.listen.default?.split(':')[1]]);
    for (const [name, { healthcheck }] of services) {
      const [, port] = /127\.0\.0\.1:(\d+)/.exec(healthcheck?.test.join(' ') ?? '') ?? [];
      if (port !== undefined) expect([name, containerPorts(name)]).toEqual([name, [port]]);
    }
  });

  test('write only where a volume or a tmpfs is', () => {
    const writable = (name: string, path: string) =>
      [...mountsOf(byName(name)).map(({ target }) => target), ...(byName(name).tmpfs ?? [])].some((folder) =>
        path.startsWith(folder),
      );
    const told = (name: string, flag: string) =>
      byName(name)
        .command?.find((one) => one.startsWith(flag))
        ?.split('=')[1] ?? '';
    const dockerfile = readText('Dockerfile');
    const [, stateFile = ''] = /DEADBEAT_STATE_FILE=(\S+)/.exec(dockerfile) ?? [];
    expect(stateFile).toMatch(/^\//);
    expect(writable('deadbeat', stateFile)).toBe(true);
    expect(writable('prometheus', told('prometheus', '--storage.tsdb.path'))).toBe(true);
    expect(writable('alertmanager', told('alertmanager', '--storage.path'))).toBe(true);
  });
});

describe('Grafana in docker-compose.yml', () => {
  const grafana = byName('grafana');
  const mounted = new Map(mountsOf(grafana).map(({ source, target }) => [target, source]));

  test('has every variable that its provisioning files name', () => {
    const provisioning = ['datasources/prometheus.yml', 'dashboards/deadbeat.yml'];
    const named = provisioning.flatMap((file) =>
      [...readText(`dashboards/provisioning/${file}`).matchAll(/(?<!\$)\$([A-Z]\w+)/g)].map(([, name]) => name),
    );
    expect(named.sort()).toEqual(['DEADBEAT_DASHBOARDS', 'PROMETHEUS_URL', 'TEMPORAL_UI_URL']);
    expect(Object.keys(grafana.environment ?? {})).toEqual(expect.arrayContaining(named));
    expect(mounted.get('/etc/grafana/provisioning')).toBe('./dashboards/provisioning');
  });

  test('opens with the dashboard to read first', () => {
    const { DEADBEAT_DASHBOARDS = '', GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH: home = '' } = valuesIn(grafana);
    expect(mounted.get(DEADBEAT_DASHBOARDS)).toBe('./dashboards/generated');
    expect(inProject(home.replace(DEADBEAT_DASHBOARDS, 'dashboards/generated'))).toBe(true);
    expect(home).toMatch(/deadbeat-wasted-work\.json$/);
  });

  test('knows how often Prometheus scrapes', () => {
    const { datasources } = parse(readText('dashboards/provisioning/datasources/prometheus.yml'));
    const { global } = parse(readText('deploy/prometheus/prometheus.yml'));
    expect(datasources[0].jsonData.timeInterval).toBe(global.scrape_interval);
  });
});

test('.dockerignore lets through what the Dockerfile copies, and nothing else', () => {
  const through = readText('.dockerignore')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1));
  const copied = readDockerfile(readText('Dockerfile')).flatMap(({ instructions }) =>
    instructions
      .filter(({ keyword, from }) => keyword === 'COPY' && from === undefined)
      .flatMap(({ sources }) => sources),
  );
  expect(copied.filter((path) => !inProject(path))).toEqual([]);
  const topLevel = copied.map((path) => path.split('/')[0] ?? '');
  expect(through.sort()).toEqual([...new Set(topLevel)].sort());
});
