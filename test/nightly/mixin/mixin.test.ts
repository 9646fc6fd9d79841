import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { goProgram } from '../../../tools/go-programs.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
type Rule = Readonly<{ record?: string; alert?: string; expr: string; for?: string; labels?: Record<string, string> }>;
type Groups = Readonly<{ groups: readonly Readonly<{ name: string; interval: string; rules: readonly Rule[] }>[] }>;

let jsonnet: string;
beforeAll(async () => {
  jsonnet = await goProgram('jsonnet');
});

async function rendered<T>(part: string, config = '{}'): Promise<T> {
  const program = `((import 'mixin/mixin.libsonnet') + { _config+:: ${config} }).${part}`;
  const { stdout } = await promisify(execFile)(jsonnet, ['-e', program], { cwd: root, maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout) as T;
}

it('The mixin has the same rules as the YAML.', async () => {
  const yaml = parse(readFileSync(`${root}alerts/deadbeat.rules.yml`, 'utf8')) as Groups;
  const alerts = await rendered<Groups>('prometheusAlerts');
  const rules = await rendered<Groups>('prometheusRules');
  const together = alerts.groups.map((group) => ({
    ...group,
    rules: [...(rules.groups.find(({ name }) => name === `${group.name}.records`)?.rules ?? []), ...group.rules],
  }));
  expect(together).toEqual(yaml.groups);
});

it('With longRanges it also has the optional recording rules, and else not.', async () => {
  const { groups: plain } = await rendered<Groups>('prometheusRules');
  const { groups } = await rendered<Groups>('prometheusRules', '{ longRanges: true }');
  const yaml = parse(readFileSync(`${root}alerts/long-ranges.rules.yml`, 'utf8')) as Groups;
  expect(groups).toEqual([...plain, ...yaml.groups]);
});

it('The mixin has the same dashboards as the JSON, under their file names.', async () => {
  const dashboards = await rendered<Record<string, object>>('grafanaDashboards');
  expect(Object.keys(dashboards).sort()).toEqual([
    'deadbeat-collector.json',
    'deadbeat-heartbeats.json',
    'deadbeat-wasted-work.json',
  ]);
  for (const [name, dashboard] of Object.entries(dashboards))
    expect(dashboard).toEqual(JSON.parse(readFileSync(`${root}dashboards/generated/${name}`, 'utf8')));
});

it('Its _config sets selector, cluster label and links, and changes or removes single alerts.', async () => {
  const config = `{
    deadbeatSelector: 'job="temporal/deadbeat", env="prod"',
    clusterLabel: 'k8s_cluster',
    runbooksUrl: 'https://wiki.example.com',
    alerts: { DeadbeatDown: { 'for': '10m', labels+: { severity: 'critical' } }, DeadbeatThrottled: null },
  }`;
  const alerts = (await rendered<Groups>('prometheusAlerts', config)).groups.flatMap(({ rules }) => rules);
  const records = (await rendered<Groups>('prometheusRules', config)).groups.flatMap(({ rules }) => rules);
  const text = JSON.stringify([alerts, records]);
  expect(text).not.toMatch(/__[A-Z]+__|\bby \(cluster,|job=\\"deadbeat\\"/);
  expect(text).toContain('{job=\\"temporal/deadbeat\\", env=\\"prod\\"');
  expect(text).toContain('https://wiki.example.com/DeadbeatDown.md');
  expect(alerts.find(({ alert }) => alert === 'DeadbeatDown')).toMatchObject({
    for: '10m',
    labels: { severity: 'critical' },
  });
  expect(alerts.filter(({ alert }) => alert === 'DeadbeatThrottled')).toEqual([]);
});

it('Its files are formatted as jsonnetfmt does.', async () => {
  const files = ['mixin.libsonnet', 'alerts.jsonnet', 'rules.jsonnet'].map((name) => `${root}mixin/${name}`);
  await promisify(execFile)(await goProgram('jsonnetfmt'), ['--test', ...files]);
});
