import { VariableHide } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { describe, expect, test } from 'vitest';
import { reasons } from '../../collector/model/activity/reason.js';
import { reasonWords } from '../../dashboards/palette.js';
import { longRangeSeconds, recordedEverySeconds } from '../../promql/long-ranges.js';
import { analyse } from '../support/promql.js';
import { faultsOf } from './support/faults.js';
import { annotationsOf, generatedDashboards, panelsOf, targetsOf, variablesOf } from './support/generated.js';
import { knownMetrics } from './support/known-metrics.js';

const variableDatasource = { type: 'prometheus', uid: '${datasource}' };
const uids = ['deadbeat-collector', 'deadbeat-heartbeats', 'deadbeat-wasted-work'];

test('there are three dashboards, under the addresses that others link to', () => {
  expect(generatedDashboards.map(({ uid }) => uid).sort()).toEqual(uids);
});

describe.each(generatedDashboards.map((dashboard) => [dashboard.title, dashboard] as const))(
  '%s',
  (_title, dashboard) => {
    const panels = panelsOf(dashboard);
    const variables = variablesOf(dashboard);

    test('is code: it cannot be edited in Grafana', () => {
      expect(dashboard.editable).toBe(false);
    });

    test('reads the data source that its variable names, everywhere', () => {
      expect(variables[0]).toMatchObject({ name: 'datasource', type: 'datasource', query: 'prometheus' });
      const read = [
        ...panels.map(({ datasource }) => datasource),
        ...panels.flatMap(targetsOf).map(({ datasource }) => datasource),
        ...annotationsOf(dashboard).map(({ datasource }) => datasource),
        ...variables.filter(({ type }) => type === 'query').map(({ datasource }) => datasource),
      ];
      expect(read.filter((one) => JSON.stringify(one) !== JSON.stringify(variableDatasource))).toEqual([]);
    });

    test('asks for its variables again when the time range changes, with queries that parse and labels that exist', () => {
      for (const { type, name, query, regex, refresh } of variables) {
        if (type !== 'query') continue;
        expect([name, refresh]).toEqual([name, 2]);
        const [, expression] = /^query_result\((.+)\)$/.exec(String(query)) ?? [];
        if (expression !== undefined) {
          expect([name, faultsOf(expression, { instant: true })]).toEqual([name, []]);
          expect(regex).toMatch(/^\/(activity_type|samples)=/);
          continue;
        }
        const [, series = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(String(query)) ?? [];
        const { syntaxErrors, selectors } = analyse(series);
        expect([name, syntaxErrors]).toEqual([name, []]);
        const [{ metric, matchers } = { metric: '', matchers: [] }] = selectors;
        expect(knownMetrics.get(metric)?.labels).toEqual(
          expect.arrayContaining([label, ...matchers.map((matcher) => matcher.label)]),
        );
      }
    });

    test('uses each of its variables, and no other, but for texts that it only passes on', () => {
      const builtIn = ['__rate_interval', '__range', '__range_s', '__interval_ms', '__url_time_range', '__data'];
      const text = JSON.stringify([dashboard.panels, dashboard.annotations, variables.map(({ query }) => query)]);
      const used = new Set([...text.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name));
      const passedOn = variables.filter(({ type, hide }) => type === 'textbox' && hide === VariableHide.HideVariable);
      const own = [...used].filter((name) => !builtIn.includes(name));
      const names = new Set([...own, ...passedOn.map(({ name }) => name)]);
      expect(variables.map(({ name }) => name).sort()).toEqual([...names].sort());
    });

    test('explains every panel, gives it a unit, and says something when there is no data', () => {
      const known = new Set<unknown>(Object.values(units));
      for (const { title, description, fieldConfig } of panels) {
        expect(title).toMatch(/\S/);
        expect([title, (description ?? '').length > 60]).toEqual([title, true]);
        expect([title, known.has(fieldConfig?.defaults.unit ?? '')]).toEqual([title, true]);
        expect([title, fieldConfig?.defaults.noValue]).toEqual([title, expect.stringMatching(/^unknown/)]);
      }
    });

    test('numbers its panels, and the queries of each', () => {
      const ids = (dashboard.panels ?? []).map(({ id }) => id);
      expect(ids).not.toContain(undefined);
      expect(new Set(ids).size).toBe(ids.length);
      for (const panel of panels) {
        const refIds = targetsOf(panel).map(({ refId }) => refId);
        expect([panel.title, refIds.length > 0]).toEqual([panel.title, true]);
        expect([panel.title, refIds]).toEqual([panel.title, [...'ABCDEF'].slice(0, refIds.length)]);
      }
    });

    test('lays its panels out in full lines that do not overlap', () => {
      const taken = new Set<string>();
      const lines = new Map<number, number>();
      for (const { gridPos } of dashboard.panels ?? []) {
        const { x = 0, y = 0, w = 0, h = 0 } = gridPos ?? {};
        lines.set(y, (lines.get(y) ?? 0) + w);
        for (let column = x; column < x + w; column++)
          for (let row = y; row < y + h; row++) {
            expect(taken.has(`${column},${row}`)).toBe(false);
            taken.add(`${column},${row}`);
          }
      }
      expect([...lines.values()].filter((width) => width !== 24)).toEqual([]);
    });

    test('asks only for metrics and labels that Deadbeat has, and rates counters only', () => {
      const faults = panels.flatMap((panel) =>
        targetsOf(panel).flatMap(({ refId, expr, instant }) =>
          faultsOf(expr, { instant: instant === true }).map((fault) => `${panel.title}, ${refId}: ${fault}`),
        ),
      );
      expect(faults).toEqual([]);
    });

    test('narrows every query by the variables that its metric has a label for', () => {
      const filters = variables.filter(({ type }) => type === 'query').map(({ name }) => name);
      for (const target of panels.flatMap(targetsOf)) {
        const text = target.expr
          .replaceAll(/\$__(range_s|interval_ms)/g, '1')
          .replaceAll(/\$__\w+/g, '1m')
          .replaceAll('$price', '1');
        for (const { metric, matchers } of analyse(text).selectors) {
          if (metric === 'ALERTS') continue;
          const labels = knownMetrics.get(metric)?.labels ?? [];
          const heeded = matchers.filter(({ label, value }) => value === `$${label}`).map(({ label }) => label);
          expect([metric, heeded]).toEqual([metric, filters.filter((name) => labels.includes(name))]);
        }
      }
    });

    test('has at least one record in each step, where what is recorded for long ranges is drawn', () => {
      const drawn = panels.filter((panel) =>
        targetsOf(panel).some(({ expr, instant }) => instant !== true && expr.includes('samples=~"$samples"')),
      );
      expect(drawn.length).toBeGreaterThan(0);
      for (const { title, maxDataPoints = Number.POSITIVE_INFINITY } of drawn) {
        const stepSeconds = longRangeSeconds / maxDataPoints;
        expect([title, stepSeconds > recordedEverySeconds]).toEqual([title, true]);
      }
    });

    test('links to dashboards that exist, and keeps variables and time on the way', () => {
      expect(dashboard.links).toMatchObject([
        { type: 'dashboards', includeVars: true, keepTime: true, tags: dashboard.tags },
      ]);
      const linked = [...JSON.stringify(dashboard.panels).matchAll(/\/d\/([\w-]+)\?/g)].map(([, uid]) => uid);
      expect(linked.filter((uid) => !uids.includes(uid as string))).toEqual([]);
    });

    test('links from a row to the same settings, narrowed to what the row is about', () => {
      for (const [link] of JSON.stringify(dashboard.panels).matchAll(/\/d\/[\w-]+\?[^"\\]*/g)) {
        const passed = [...link.matchAll(/\$\{(\w+):queryparam\}/g)].map(([, name]) => name);
        const narrowed = [...link.matchAll(/var-(\w+)=/g)].map(([, name]) => name);
        expect([...passed, ...narrowed].sort()).toEqual(
          variables
            .map(({ name }) => name)
            .filter((name) => name !== 'top_types' && name !== 'samples')
            .sort(),
        );
        expect(link).toContain('${__url_time_range}');
      }
    });

    test('marks alerts and starts of the collector', () => {
      const [alerts, starts, ...more] = annotationsOf(dashboard);
      expect(more).toEqual([]);
      for (const { expr = '', titleFormat = '', textFormat = '', tagKeys = '' } of [alerts ?? {}, starts ?? {}]) {
        const { syntaxErrors, selectors } = analyse(expr);
        expect(syntaxErrors).toEqual([]);
        const labels = knownMetrics.get(selectors[0]?.metric ?? '')?.labels ?? [];
        const shown = [...`${titleFormat}${textFormat}{{${tagKeys}}}`.matchAll(/\{\{(\w+)\}\}/g)].map(
          ([, name]) => name,
        );
        const matched = selectors[0]?.matchers.map(({ label }) => label) ?? [];
        expect(labels).toEqual(expect.arrayContaining([...shown, ...matched]));
      }
      expect(starts?.useValueForTime).toBe(true);
    });
  },
);

test('a reason has the same colour and the same words on every panel, and every reason has some', () => {
  expect(Object.keys(reasonWords).sort()).toEqual([...reasons, 'none'].sort());
  const colours = Object.values(reasonWords).map(({ color }) => color);
  expect(new Set(colours).size).toBe(colours.length);
  const bySeries = generatedDashboards
    .flatMap(panelsOf)
    .filter((panel) => targetsOf(panel).some(({ legendFormat }) => legendFormat === '{{reason}}'));
  expect(bySeries.length).toBeGreaterThan(0);
  for (const { fieldConfig } of bySeries)
    for (const [reason, { color, text }] of Object.entries(reasonWords))
      expect(fieldConfig?.overrides).toContainEqual({
        matcher: { id: 'byName', options: reason },
        properties: [
          { id: 'color', value: { mode: 'fixed', fixedColor: color } },
          { id: 'displayName', value: text },
        ],
      });
});
