import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { needsOf } from '../../collector/model/sizing/sizing.js';
import { settingsTable } from '../../collector/settings/table.js';
import { valuesSchema } from '../../deploy/helm/values-schema.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const chart = `${root}deploy/helm/deadbeat`;
const read = (path: string) => readFileSync(`${chart}/${path}`, 'utf8');
const defaults = parse(read('values.yaml'));
const examples = readdirSync(`${chart}/ci`);

describe('the values of the chart', () => {
  test('accept their own defaults, and declare each of them', () => {
    expect(valuesSchema.parse(defaults)).toEqual(defaults);
    // A default that the schema does not require would be a key that a typing error can hide in.
    expect([...Object.keys(defaults), 'enabled'].sort()).toEqual(Object.keys(valuesSchema.shape).sort());
  });

  test.each(examples)('accept the example %s, which differs from the defaults', (file) => {
    const example = parse(read(`ci/${file}`));
    valuesSchema.parse(merged(defaults, example));
    expect(merged(defaults, example)).not.toEqual(defaults);
  });

  test('have at least ten examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(10);
  });

  test.each([
    ['a mistyped key', { temporal: { adress: 'x:7233' } }],
    ['a mistyped setting', { settings: { cancelGraze: '5s' } }],
    ['a setting that collect does not have', { settings: { html: 'report.html' } }],
    ['a setting that the chart sets itself', { settings: { listen: '0.0.0.0:1' } }],
    ['no shard', { shards: 0 }],
    ['a URL in place of an address', { temporal: { address: 'https://temporal:7233' } }],
    ['an address without port', { temporal: { address: 'temporal' } }],
    ['a volume that several nodes may write', { persistence: { accessModes: ['ReadWriteMany'] } }],
    ['a number as a label', { podLabels: { a: 1 } }],
    ['a digest that is none', { image: { digest: 'latest' } }],
    ['a mistyped threshold', { prometheusRule: { thresholds: { cancelIgnord: { oldest: '5m' } } } }],
    ['a threshold of no time', { prometheusRule: { thresholds: { cancelIgnored: { oldest: '0s' } } } }],
    ['a share of more than all', { prometheusRule: { thresholds: { throttled: { refused: 2 } } } }],
    ['a duration without unit', { settings: { cancelGrace: '90' } }],
    ['an unknown level', { settings: { logLevel: 'loud' } }],
    ['calls per second that are no number', { settings: { requestsPerSecond: 'many' } }],
    ['a Secret without a key', { temporal: { apiKey: { existingSecret: 'a', key: '' } } }],
    ['a Secret whose name cannot be', { temporal: { tls: { existingSecret: 'My Secret' } } }],
    ['an IPv6 address without brackets', { web: { listenAddress: '::' } }],
    ['a name that no resource can have', { fullnameOverride: 'Waste' }],
    ['an amount of memory that is none', { resources: { limits: { memory: 'lots' } } }],
    ['an unknown kind of Service', { service: { type: 'ExternalName' } }],
    ['a path that does not begin with /', { ingress: { hosts: [{ host: 'a', paths: [{ path: 'x' }] }] } }],
  ])('refuse %s', (_, values) => {
    expect(valuesSchema.safeParse(merged(defaults, values)).success).toBe(false);
  });

  test.each([
    ['duration', { settings: { silentAfter: '1h30m', cancelGrace: '0s', requestTimeout: '500ms' } }],
    ['threshold', { prometheusRule: { thresholds: { down: { for: '0s' }, cancelIgnored: { oldest: '1h0m30s' } } } }],
    ['listening address', { web: { listenAddress: '[::]' } }],
    ['amount', { resources: { limits: { memory: '1.5Gi', cpu: 2 } }, podDisruptionBudget: { maxUnavailable: '50%' } }],
  ])('accept any form of a %s', (_, values) => {
    expect(valuesSchema.safeParse(merged(defaults, values)).success).toBe(true);
  });

  test('take each setting by the name of its flag, with a value that the program accepts', () => {
    const byName = new Map(
      Object.values(settingsTable).map((setting) => [
        setting.flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
        setting,
      ]),
    );
    for (const file of examples)
      for (const [name, value] of Object.entries(parse(read(`ci/${file}`)).settings ?? {})) {
        const setting = byName.get(name) ?? expect.fail(`${file}: no setting ${name}`);
        for (const one of [value].flat()) setting.parse(String(one));
      }
  });
});

describe('the chart', () => {
  test('has the version of the program', () => {
    const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
    const { annotations, ...metadata } = parse(read('Chart.yaml'));
    expect(metadata).toMatchObject({ version, appVersion: version });
    expect(parse(annotations['artifacthub.io/images'])[0].image).toBe(`ghcr.io/deadbeat-io/deadbeat:${version}`);
    expect(readFileSync(`${root}Dockerfile`, 'utf8')).toContain(`ARG VERSION=${version}\n`);
  });

  test('requests and limits what the sizing says', () => {
    const { requests, limits } = defaults.resources;
    const usual = needsOf({ openExecutions: 10_000, startsPerSecond: 1 }, 200);
    expect(mebibytes(usual.memoryMbPerShard)).toBeLessThan(Number.parseInt(requests.memory, 10));
    expect(1000 * usual.cpuPerShard).toBeLessThan(1.5 * Number.parseInt(requests.cpu, 10));
    const largest = needsOf({ openExecutions: 200_000, startsPerSecond: 100 }, 500);
    expect(largest.shards).toBe(1);
    expect(mebibytes(largest.memoryMbPerShard)).toBeLessThan(0.8 * Number.parseInt(limits.memory, 10));
  });

  test('names only alerts that exist', () => {
    const alerts = [...read('files/rules.yaml').matchAll(/alert: (\w+)/g)].map(([, name]) => name);
    for (const file of examples) {
      const { disabled = [], overrides = {} } = parse(read(`ci/${file}`)).prometheusRule ?? {};
      for (const name of [...disabled, ...Object.keys(overrides)]) expect(alerts).toContain(name);
    }
  });
});

function mebibytes(megabytes: number): number {
  return (megabytes * 1e6) / 2 ** 20;
}

/** As Helm merges: objects by key, null removes, all else replaces. */
// biome-ignore lint/suspicious/noExplicitAny: values of any shape
function merged(base: any, over: any): any {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject(base) || !isObject(over)) return over;
  const entries = Object.entries(over).map(([key, value]) => [key, merged(base[key], value)] as const);
  return Object.fromEntries(Object.entries({ ...base, ...Object.fromEntries(entries) }).filter(([, v]) => v !== null));
}
