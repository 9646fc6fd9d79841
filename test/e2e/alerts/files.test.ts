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
    for (const records of ['grafana/recording.rules.yml', 'long-ranges.rules.yml'])
      expect(await promtool(['check', 'rules', '--lint-fatal', join(folder, records)])).toContain('SUCCESS');
  });

  it('has an alert that always fires in a file of its own', async () => {
    const [{ rules }] = yaml('watchdog.rules.yml').groups;
    expect(rules).toMatchObject([{ alert: 'DeadbeatWatchdog', expr: 'vector(1)' }]);
    expect(await promtool(['check', 'rules', join(folder, 'watchdog.rules.yml')])).toContain('SUCCESS: 1 rules found');
  });

  it('has the same rules for the Prometheus operator', async () => {
    const { apiVersion, kind, metadata, spec } = yaml('kubernetes/prometheusrule.yml');
    expect({ apiVersion, kind }).toEqual({ apiVersion: 'monitoring.coreos.com/v1', kind: 'PrometheusRule' });
    // By default kube-prometheus-stack loads only rules with the name of its release.
    expect(metadata.labels.release).toBe('kube-prometheus-stack');
    expect(spec).toEqual(yaml(rulesIn));
    expect(yaml('kubernetes/prometheusrule-long-ranges.yml').spec).toEqual(yaml('long-ranges.rules.yml'));
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
      labels: { severity?: string };
      data: { refId: string; model: { expr?: string; conditions?: { evaluator: object }[] } }[];
      condition: string;
    };
    const rules = (yaml('grafana/alert-rules.yml').groups as { rules: GrafanaRule[] }[]).flatMap(
      (group) => group.rules,
    );
    expect(rules.map(({ title }) => title)).toEqual([...new Set(alerts.map(({ name }) => name))]);
    for (const alert of alerts) {
      const rule = rules.find(({ title }) => title === alert.name);
      const expr = rule?.data[0]?.model.expr ?? '';
      const plain = (text: string) => text.replaceAll(/\s+/g, ' ');
      expect(plain(expr)).toContain(plain(alert.expression));
      expect(rule).toMatchObject({ for: alert.for, keepFiringFor: alert.keepFiringFor ?? '0s' });
      expect(rule?.labels.severity ?? expr).toContain(alert.severity);
      // A series that has recovered stays, at 0: missing, it would be resolved at once.
      expect(plain(expr)).toContain(') or 0 * last_over_time((');
      expect(rule?.data[1]?.model.conditions?.[0]?.evaluator).toEqual({ type: 'gt', params: [0] });
    }
    expect(new Set(rules.map(({ uid }) => uid)).size).toBe(rules.length);
    expect(rules.filter(({ uid }) => !/^[a-z-]{1,40}$/.test(uid))).toEqual([]);
    expect(rules.every(({ condition, data }) => data.at(-1)?.refId === condition)).toBe(true);
  });

  it('has no dollar sign in the texts for Grafana, which would take it for an environment variable', () => {
    const { groups: provisioned } = yaml('grafana/alert-rules.yml') as {
      groups: { rules: { annotations: object }[] }[];
    };
    expect(JSON.stringify(provisioned)).not.toMatch(/\$[A-Za-z{1]/);
    const texts = provisioned.flatMap((group) => group.rules.map(({ annotations }) => JSON.stringify(annotations)));
    expect(texts.length).toBe(new Set(alerts.map(({ name }) => name)).size);
    expect(texts.filter((text) => text.includes('$'))).toEqual([]);
  });
});

describe('the runbooks', () => {
  const names = [...new Set(alerts.map(({ name }) => name))].sort();
  const read = (name: string) => readFileSync(join(folder, 'runbooks', `${name}.md`), 'utf8');

  it('are one for each alert', () => {
    const shared = 'OnTheWorker.md';
    expect(readdirSync(join(folder, 'runbooks')).sort()).toEqual([...names.map((name) => `${name}.md`), shared]);
  });

  it.each(names)(
    '%s says first what to do now, then what it means, how sure it is, where to look, how to silence and when to change it, and causes at the end',
    (name) => {
      const text = read(name).replaceAll(/^```.*?^```/gms, '');
      const headings = text.match(/^#+ .+$/gm);
      expect(headings).toEqual([
        `# ${name}`,
        '## Now',
        '## What it means',
        '## Confidence',
        '## Where to look',
        '## Silence the alert',
        '## Change the threshold',
        '## Causes',
      ]);
      const [, now = ''] = /## Now\n(.*?)\n## /s.exec(read(name)) ?? [];
      expect(now).toContain('**It worked** if');
      expect(now).toMatch(/\*\*Call\*\*/);
      expect(read(name)).toContain(`amtool --alertmanager.url=http://ALERTMANAGER:9093 silence add alertname=${name}`);
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
