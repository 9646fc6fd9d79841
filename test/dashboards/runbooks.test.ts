import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ruleGroups } from '../../alerts/rules.js';
import { findingNames, findings } from '../../collector/findings/findings.js';
import { generatedDashboards, panelsOf } from './support/generated.js';

const panels = generatedDashboards.flatMap(panelsOf);
const isThere = (runbook: string) =>
  existsSync(fileURLToPath(new URL(`../../alerts/runbooks/${runbook}.md`, import.meta.url)));

test('every finding has a runbook, which a dashboard links to', () => {
  const text = JSON.stringify(panels);
  for (const finding of findingNames) {
    const { runbook } = findings[finding];
    expect([runbook, isThere(runbook)]).toEqual([runbook, true]);
    expect([runbook, text.includes(runbook)]).toEqual([runbook, true]);
  }
});

test('panels link to runbooks that there are', () => {
  const linked = panels.flatMap(({ links = [] }) => links.map(({ url = '' }) => url));
  expect(linked.length).toBeGreaterThan(5);
  for (const url of linked) {
    const [, runbook = ''] = /^\$\{runbooks:raw\}\/(Deadbeat\w+)\.md$/.exec(url) ?? [];
    expect([url, isThere(runbook)]).toEqual([url, true]);
  }
});

test('the list of the worst names the owner, and leads to the runbook of each reason', () => {
  const [worst] = panels.filter(({ title }) => title === 'Running longest after their cancel request');
  const organize = worst?.transformations?.find(({ id }) => id === 'organize')?.options;
  expect(organize.renameByName).toMatchObject({ team: 'Team', reason: 'Why it still runs' });
  const reason = worst?.fieldConfig?.overrides.find(({ matcher }) => matcher.options === 'Why it still runs');
  expect(reason?.properties.find(({ id }) => id === 'links')?.value).toMatchObject([
    { url: '${runbooks:raw}/${__data.fields.runbook}.md' },
  ]);
});

test('each rule that Grafana manages names a panel of its own dashboard, which links to its runbook', () => {
  const file = fileURLToPath(new URL('../../alerts/grafana/alert-rules.yml', import.meta.url));
  type Rule = { title: string; dashboardUid: string; panelId: number };
  const rules = (parse(readFileSync(file, 'utf8')).groups as { rules: Rule[] }[]).flatMap((group) => group.rules);
  const uids = new Map(
    ruleGroups().flatMap(({ alerts }) => alerts.map(({ name, dashboard }) => [name, dashboard.uid])),
  );
  expect(rules.length).toBe(uids.size);
  for (const { title, dashboardUid, panelId } of rules) {
    expect([title, dashboardUid]).toEqual([title, uids.get(title as `Deadbeat${string}`)]);
    const [dashboard] = generatedDashboards.filter(({ uid }) => uid === dashboardUid);
    const panel = dashboard && panelsOf(dashboard).find(({ id }) => id === panelId);
    expect([title, panel?.links?.map((link) => link.title)]).toEqual([
      title,
      expect.arrayContaining([`Runbook ${title}`]),
    ]);
  }
});
