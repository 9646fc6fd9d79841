import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import { ruleGroups } from '../../../alerts/rules.js';
import { promtool } from './promtool.js';

const folder = fileURLToPath(new URL('../../../alerts/', import.meta.url));
const groups = ruleGroups();
const alerts = groups.flatMap((group) => group.alerts);
const yaml = (path: string) => parse(readFileSync(join(folder, path), 'utf8'));
const rulesIn = 'deadbeat.rules.yml';

describe('what is generated', () => {
  it('is accepted by promtool, recording rules alone too', async () => {
    const rules = alerts.length + groups.flatMap((group) => group.records).length;
    expect(await promtool(['check', 'rules', '--lint-fatal', join(folder, rulesIn)])).toContain(
      `SUCCESS: ${rules} rules found`,
    );
    const recording = join(folder, 'grafana/recording.rules.yml');
    expect(await promtool(['check', 'rules', '--lint-fatal', recording])).toContain('SUCCESS');
  });

  it('has the same rules for the Prometheus operator', async () => {
    const { apiVersion, kind, spec } = yaml('kubernetes/prometheusrule.yml');
    expect({ apiVersion, kind }).toEqual({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' });
    expect(spec).toEqual(yaml(rulesIn));
    const scratch = mkdtempSync(join(tmpdir(), 'deadbeat-operator-'));
    onTestFinished(() => rmSync(scratch, { recursive: true }));
    writeFileSync(join(scratch, 'spec.yml'), stringify(spec));
    expect(await promtool(['check', 'rules', join(scratch, 'spec.yml')])).toContain('SUCCESS');
  });

  it('has the same expressions, labels and times as rules that Grafana manages', () => {
    type GrafanaRule = {
      uid: string;
      title: string;
      for: string;
      keepFiringFor: string;
      labels: object;
      data: { refId: string; model: { expr?: string; expression?: string } }[];
      condition: string;
    };
    const rules = (yaml('grafana/alert-rules.yml').groups as { rules: GrafanaRule[] }[]).flatMap(
      (group) => group.rules,
    );
    expect(rules.map((rule) => [rule.data[0]?.model.expr, rule.for, rule.keepFiringFor, rule.labels])).toEqual(
      alerts.map((alert) => [alert.expression, alert.for, alert.keepFiringFor ?? '0s', { severity: alert.severity }]),
    );
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
    expect(rules.filter(({ uid }) => !/^[a-z-]{1,40}$/.test(uid))).toEqual([]);
    expect(rules.every(({ condition, data }) => data.at(-1)?.refId === condition)).toBe(true);
  });

  it('has no dollar sign in the texts for Grafana, which would take it for an environment variable', () => {
    const { groups: provisioned } = yaml('grafana/alert-rules.yml') as {
      groups: { rules: { annotations: object }[] }[];
    };
    const texts = provisioned.flatMap((group) => group.rules.map(({ annotations }) => JSON.stringify(annotations)));
    expect(texts.length).toBe(alerts.length);
    expect(texts.filter((text) => text.includes('$'))).toEqual([]);
  });
});

describe('the runbooks', () => {
  const names = [...new Set(alerts.map(({ name }) => name))].sort();
  const read = (name: string) => readFileSync(join(folder, 'runbooks', `${name}.md`), 'utf8');

  it('are one for each alert', () => {
    expect(readdirSync(join(folder, 'runbooks')).sort()).toEqual(names.map((name) => `${name}.md`));
  });

  it.each(names)(
    '%s says what it means, how sure it is, where to look, what to do, how to silence and when to change it',
    (name) => {
      const headings = read(name).match(/^#+ .+$/gm);
      expect(headings).toEqual(
        expect.arrayContaining([
          `# ${name}`,
          '## What it means',
          '## How sure it is',
          '## Description here',
          '## Likely causes',
          '## Silence',
          '## Change the threshold',
        ]),
      );
      expect(read(name)).toContain(`amtool silence add alertname=${name}`);
    },
  );

  it.each(names)('%s links only to what there is', (name) => {
    const links = [...read(name).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '');
    const isThere = (link: string) => {
      try {
        readFileSync(join(folder, 'runbooks', link));
        return true;
      } catch {
        return false;
      }
    };
    expect(links.filter((link) => !isThere(link))).toEqual([]);
  });

  const aboutActivities = alerts.filter(({ dashboard }) => dashboard.uid !== 'deadbeat-collector');
  it.each([...new Set(aboutActivities.map(({ name }) => name))])(
    '%s shows the fix in Go, TypeScript, Java and Python',
    (name) => {
      for (const language of ['go', 'ts', 'java', 'python']) expect(read(name)).toContain(`\`\`\`${language}\n`);
    },
  );
});
