import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { ruleFile } from '../../alerts/prometheus.js';
import { ruleGroups } from '../../alerts/rules.js';
import { chartThresholds } from '../../deploy/helm/chart-thresholds.js';
import { withThresholds } from '../../deploy/helm/rule-template.js';
import { withClusterLabel } from '../../promql/cluster-label.js';
import { part } from '../../tools/parts.js';
import { chart, helm } from './support/helm.js';

const links = { grafana: 'https://grafana', runbooks: 'https://runbooks', deadbeat: 'https://deadbeat' };

/** Accepted, and different for each. */
function otherThan(value: string | number, index: number): string | number {
  if (typeof value === 'string') return `1h${index + 1}m`;
  return Number.isInteger(value) ? value + index + 1 : value / 2;
}

test('the chart writes all thresholds and the cluster label of its values into its rules, and promtool accepts them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-thresholds-'));
  try {
    const values = new Map(chartThresholds.map((one, index) => [one.key, otherThan(one.default, index)]));
    const assignments = [...values].flatMap(([key, value]) => [
      '--set-json',
      `prometheusRule.thresholds.${key}=${JSON.stringify(value)}`,
    ]);
    const others = Object.entries(links).flatMap(([name, url]) => ['--set', `prometheusRule.links.${name}=${url}`]);
    const rendered = await helm([
      ...['template', 'deadbeat', chart, '--show-only', 'templates/prometheusrule.yaml'],
      ...[
        '--set',
        'temporal.address=temporal:7233,prometheusRule.enabled=true,clusterLabel=region',
        ...others,
        ...assignments,
      ],
    ]);
    const { groups } = parse(rendered).spec;
    const direct = ruleFile(
      ruleGroups(
        withThresholds((key) => values.get(key)),
        'deadbeat',
      ),
      links,
    );
    expect(groups).toEqual(parse(withClusterLabel(direct, 'region')).groups);
    const file = join(folder, 'rules.yaml');
    writeFileSync(file, stringify({ groups }));
    const { stdout } = await promisify(execFile)(await part('promtool'), ['check', 'rules', file]);
    expect(stdout).toContain('SUCCESS');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
