import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dashboardFiles } from '../../dashboards/files.js';
import { panelsOf } from './support/generated.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

test('the committed dashboards are those that the code writes', () => {
  for (const [path, content] of dashboardFiles())
    expect([path, readFileSync(join(root, path), 'utf8')]).toEqual([path, content()]);
});

describe('the export for grafana.com', () => {
  const exported = dashboardFiles()
    .filter(([path]) => path.includes('grafana.com'))
    .map(([, content]) => JSON.parse(content()));

  test('asks for the data source when it is imported, and refers to the answer everywhere', () => {
    expect(exported).toHaveLength(3);
    for (const dashboard of exported) {
      expect(dashboard.__inputs).toMatchObject([{ name: 'DS_PROMETHEUS', type: 'datasource', pluginId: 'prometheus' }]);
      expect(JSON.stringify(dashboard)).toContain('"uid":"${DS_PROMETHEUS}"');
      expect(JSON.stringify(dashboard)).not.toMatch(/\$\{datasource\b/);
      expect(dashboard.templating.list.map(({ name }: { name: string }) => name)).not.toContain('datasource');
    }
  });

  test('names the panel types that it needs', () => {
    for (const { panels, __requires } of exported) {
      const needed = __requires
        .filter(({ type }: { type: string }) => type === 'panel')
        .map(({ id }: { id: string }) => id);
      const types = new Set(panels.map(({ type }: { type: string }) => type).filter((type: string) => type !== 'row'));
      expect(needed).toEqual([...types].sort());
    }
  });
});

describe('npm run generate with options', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'deadbeat-generate-'));
    writeFileSync(join(folder, 'my.yaml'), 'slotsHeldByWaste: { share: 0.7 }');
    const options = ['--out', folder, '--datasource-uid', 'my-prometheus', '--job', 'my-job', '--price', '0.02'];
    options.push('--currency', 'EUR', '--temporal-ui', 'https://temporal.example.com');
    options.push(
      '--cluster-label',
      'k8s_cluster',
      '--deadbeat-url',
      'https://deadbeat.example.com',
      '--thresholds',
      join(folder, 'my.yaml'),
    );
    execFileSync(process.execPath, ['--import', 'tsx', 'tools/generate.ts', ...options], { cwd: root });
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const written = () =>
    JSON.parse(readFileSync(join(folder, 'dashboards/generated/deadbeat-wasted-work.json'), 'utf8')) as Dashboard;

  test('writes dashboards that open with that data source and that job, to the folder given', () => {
    const variables = written().templating.list ?? [];
    const current = (name: string) => variables.find((variable) => variable.name === name)?.current?.value;
    expect(current('datasource')).toBe('my-prometheus');
    expect(current('job')).toEqual(['my-job']);
    expect([current('price'), current('currency')]).toEqual(['0.02', 'EUR']);
    expect(current('temporal_ui')).toBe('https://temporal.example.com');
    expect(current('deadbeat_url')).toBe('https://deadbeat.example.com');
  });

  test('tells clusters apart by that label, in every query, legend, link and column', () => {
    const text = JSON.stringify(written());
    const found = (pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([match]) => match));
    expect(found(/\w*cluster\w*(?==~|!=|\}\}|,)/g)).toEqual(new Set(['k8s_cluster']));
    expect(found(/__data\.fields\.\w*cluster\w*/g)).toEqual(new Set(['__data.fields.k8s_cluster']));
    expect(found(/"\w*cluster":(?=\d|"Cluster")/g)).toEqual(new Set(['"k8s_cluster":']));
    expect(found(/\w+(?=:deadbeat_long_ranges)/g)).toEqual(new Set(['k8s_cluster_job']));
  });

  test('lets panels turn bad where the alerts fire', () => {
    const panel = panelsOf(written()).find(({ title }) => title === 'Worst task queue: slots held by waste');
    const steps = panel?.fieldConfig?.defaults.thresholds?.steps ?? [];
    expect(steps.map(({ value }) => value)).toEqual([null, 0.14, 0.7]);
  });
});
