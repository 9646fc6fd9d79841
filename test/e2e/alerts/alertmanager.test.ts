import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ruleGroups } from '../../../alerts/rules.js';
import { activityLabels } from '../../../collector/metrics/definitions.js';
import { alertsFolder, amtool } from './amtool.js';

const path = join(alertsFolder, 'alertmanager.yml');
const text = readFileSync(path, 'utf8');
const alerts = ruleGroups().flatMap((group) => group.alerts);

describe('alertmanager.yml', () => {
  let scratch: string;
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'deadbeat-alertmanager-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('is accepted as it is', async () => {
    expect(await amtool('check-config', path)).toContain('SUCCESS');
  });

  it('is accepted with all its examples uncommented', async () => {
    const withExamples = text.replaceAll('#| ', '').replace('templates/*.tmpl', `${alertsFolder}templates/*.tmpl`);
    expect(withExamples).not.toBe(text);
    writeFileSync(join(scratch, 'examples.yml'), withExamples);
    const found = await amtool('check-config', join(scratch, 'examples.yml'));
    expect(found).toContain('SUCCESS');
    expect(found).toContain('1 templates');
    const { receivers } = parse(withExamples) as { receivers: Record<string, unknown>[] };
    const kinds = receivers.flatMap((receiver) => Object.keys(receiver));
    expect(kinds).toEqual(expect.arrayContaining(['pagerduty_configs', 'slack_configs', 'email_configs']));
  });

  const receivers = { critical: 'deadbeat-page', warning: 'deadbeat-chat', info: 'deadbeat-ticket' } as const;
  it.each(alerts)('sends $name ($severity) to the receiver of its severity', async ({ name, severity }) => {
    const labels = [`alertname=${name}`, `severity=${severity}`, 'namespace=shop'];
    const receiver = await amtool('config', 'routes', 'test', `--config.file=${path}`, ...labels);
    expect(receiver.trim()).toBe(receivers[severity]);
  });

  it('groups by cluster, namespace and task queue, whatever the severity', () => {
    type Route = { group_by?: string[]; routes?: Route[] };
    const { route } = parse(text) as { route: { routes: [Route] } };
    expect(route.routes[0].group_by).toEqual(['cluster', 'namespace', 'task_queue']);
    expect(route.routes[0].routes?.filter(({ group_by }) => group_by !== undefined)).toEqual([]);
  });

  it('mutes by names of alerts that there are, and by labels that both sides have', () => {
    const rules = (
      parse(text) as { inhibit_rules: { source_matchers: string[]; target_matchers: string[]; equal?: string[] }[] }
    ).inhibit_rules;
    const names = rules
      .flatMap(({ source_matchers, target_matchers }) => [...source_matchers, ...target_matchers])
      .flatMap((matcher) => /^alertname=~?"(.+)"$/.exec(matcher)?.[1]?.split('|') ?? []);
    expect(names.length).toBeGreaterThan(rules.length);
    expect(names.filter((name) => !alerts.some((alert) => alert.name === name))).toEqual([]);
    expect(['cluster', ...activityLabels, 'instance']).toEqual(
      expect.arrayContaining(rules.flatMap(({ equal = [] }) => equal)),
    );
  });
});
