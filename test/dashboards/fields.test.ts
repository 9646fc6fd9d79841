import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { expect, test } from 'vitest';
import { analyse } from '../support/promql.js';
import { generatedDashboards, panelsOf, targetsOf } from './support/generated.js';
import { labelsOf } from './support/known-metrics.js';

const everyPanel = generatedDashboards.flatMap((dashboard) =>
  panelsOf(dashboard).map((panel) => [`${dashboard.title}: ${panel.title}`, panel] as const),
);

const resultLabels = (expression: string) =>
  analyse(
    expression
      .replaceAll(/\$__(range_s|interval_ms)/g, '1')
      .replaceAll(/\$__\w+/g, '1m')
      .replaceAll('$price', '1'),
  ).resultLabels(labelsOf);

test('the labels of a result are told from the expression', () => {
  const labels = (expression: string) => [...resultLabels(expression)].sort();
  expect(labels('sum by (reason) (rate(deadbeat_wasted_seconds_total[$__rate_interval]))')).toEqual(['reason']);
  expect(
    labels('topk(3, max by (namespace) (deadbeat_up)) or on() label_replace(vector(0), "a", "b", "", "")'),
  ).toEqual(['a', 'namespace']);
  expect(
    labels(
      'histogram_quantile(0.9, sum by (le, method) (rate(deadbeat_temporal_request_seconds_bucket[$__rate_interval])))',
    ),
  ).toEqual(['method']);
  expect(labels('deadbeat_up * on (namespace) group_left (team) max by (namespace, team) (deadbeat_up)')).toEqual([
    ...['cluster', 'instance', 'job', 'namespace', 'team'],
  ]);
  expect(labels('max(time() - deadbeat_up)')).toEqual([]);
  expect(labels('time() - deadbeat_up')).toEqual(['cluster', 'instance', 'job', 'namespace']);
});

test.each(everyPanel)('%s: the legend names labels that the result has', (_name, panel) => {
  for (const { expr, legendFormat = '' } of targetsOf(panel)) {
    const named = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label);
    expect([...resultLabels(expr)]).toEqual(expect.arrayContaining(named));
  }
});

test.each(everyPanel.filter(([, { type }]) => type === 'table'))(
  '%s: columns and links name fields that the rows have',
  (_name, panel) => {
    const fields = fieldsOf(panel);
    const organize = panel.transformations?.find(({ id }) => id === 'organize')?.options;
    expect([...fields]).toEqual(expect.arrayContaining(Object.keys(organize.renameByName)));

    const titles = Object.values(organize.renameByName);
    const overridden = (panel.fieldConfig?.overrides ?? []).map(({ matcher }) => matcher.options);
    expect(titles).toEqual(expect.arrayContaining(overridden));
    expect(titles).toContain(panel.options.sortBy[0].displayName);

    const linked = [...JSON.stringify(panel.fieldConfig).matchAll(/__data\.fields\.(\w+)/g)].map(([, field]) => field);
    expect([...fields]).toEqual(expect.arrayContaining(linked));
  },
);

test.each(everyPanel.filter(([, { type }]) => type === 'table'))(
  '%s: every label of a row is a column or left out on purpose',
  (_name, panel) => {
    const { renameByName, excludeByName } = panel.transformations?.find(({ id }) => id === 'organize')?.options ?? {};
    expect(Object.keys({ ...renameByName, ...excludeByName })).toEqual(expect.arrayContaining([...fieldsOf(panel)]));
  },
);

/** As Grafana names them: the labels, and a value for each query. */
function fieldsOf(panel: Panel): Set<string> {
  const targets = targetsOf(panel);
  const values = targets.map(({ refId }) => (targets.length === 1 ? 'Value' : `Value #${refId}`));
  return new Set([...targets.flatMap(({ expr }) => [...resultLabels(expr)]), ...values]);
}
