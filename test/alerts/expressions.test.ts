import { describe, expect, it } from 'vitest';
import { ruleGroups } from '../../alerts/rules.js';
import { type MetricDefinition, metrics } from '../../collector/metrics/definitions.js';
import { analyse, type Selector } from '../support/promql.js';

const groups = ruleGroups();
const records = groups.flatMap((group) => group.records);
const alerts = groups.flatMap((group) => group.alerts);
const expressions = [
  ...records.map(({ record, expression }) => [record, expression] as const),
  ...alerts.map(({ name, severity, expression }) => [`${name} (${severity})`, expression] as const),
];

const definitions = new Map<string, MetricDefinition>(Object.values(metrics).map((metric) => [metric.name, metric]));
const targetLabels = ['job', 'instance'];

describe('each expression', () => {
  it.each(expressions)('%s is PromQL over the metrics table and the recording rules alone', (_name, expression) => {
    const { selectors, syntaxErrors } = analyse(expression);
    expect(syntaxErrors).toEqual([]);
    expect(selectors).not.toEqual([]);
    const known = new Set([...definitions.keys(), ...records.map(({ record }) => record), 'up']);
    expect(selectors.map(({ metric }) => metric).filter((metric) => !known.has(metric))).toEqual([]);
  });

  it.each(expressions)('%s selects by labels that its metrics have, and always by job', (_name, expression) => {
    for (const { metric, matchers } of analyse(expression).selectors) {
      const labels = matchers.map(({ label }) => label);
      const definition = definitions.get(metric);
      if (definition === undefined) continue;
      expect([...definition.labels, ...targetLabels]).toEqual(expect.arrayContaining([...labels]));
      expect(labels).toContain('job');
    }
  });

  it.each(expressions)('%s groups by labels that its metrics have', (_name, expression) => {
    const { selectors, groupings } = analyse(expression);
    const ofMetrics = selectors.flatMap(({ metric }) => definitions.get(metric)?.labels ?? []);
    const ofRecords = selectors.flatMap(({ metric }) => metric.split(':')[0]?.split('_') ?? []);
    const known = new Set([
      ...ofMetrics,
      ...targetLabels,
      'namespace',
      ...(ofRecords.includes('queue') ? ['task_queue'] : []),
    ]);
    expect(groupings.flatMap(({ labels }) => labels).filter((label) => !known.has(label))).toEqual([]);
  });

  it.each(expressions)(
    '%s takes rates of counters and no other values of them, but whether they are there',
    (_name, expression) => {
      const ofCounter = analyse(expression).selectors.filter(
        ({ metric }) => definitions.get(metric)?.type === 'counter',
      );
      const ofGauge = analyse(expression).selectors.filter(({ metric }) => definitions.get(metric)?.type === 'gauge');
      const isRate = ({ within }: Selector) => within.includes('rate') || within.includes('increase');
      expect(ofGauge.filter(isRate)).toEqual([]);
      const direct = ofCounter.filter((selector) => !isRate(selector));
      expect(
        direct.every(({ metric }) =>
          expression.includes(`sum by (namespace, task_queue) (${metric}{job="deadbeat"}) * 0`),
        ),
      ).toBe(true);
    },
  );
});

describe('each recording rule', () => {
  it.each(records)(
    '$record is named level:metric:operation, its level being the labels that it keeps',
    ({ record, expression }) => {
      expect(record).toMatch(/^[a-z_]+:deadbeat_[a-z_]+:[a-z_0-9]+$/);
      const level = record.split(':')[0];
      const kept = analyse(expression).groupings.flatMap(({ labels }) => labels);
      if (kept.length > 0) expect(level).toBe([...new Set(kept)].filter((label) => record.includes(label)).join('_'));
    },
  );
});

describe('each alert', () => {
  it.each(alerts)(
    '$name ($severity) says in its texts only what its labels can fill',
    ({ expression, summary, description, dashboard }) => {
      const used: string[] = [];
      const use = (name: string, text = 'x') => {
        used.push(name);
        return text;
      };
      const words = { label: use, labelInUrl: use, ifLabel: use, value: () => '1', teams: () => '' };
      expect(summary(words)).toMatch(/^[A-Z1].*\.$/);
      expect(description(words)).toContain('First step: ');
      const groupings = analyse(expression).groupings.flatMap(({ labels }) => labels);
      const kept = new Set([
        ...groupings,
        ...(expression.includes('namespace_task_queue:') ? ['namespace', 'task_queue'] : []),
        ...(/^absent/.test(expression) ? targetLabels : []),
      ]);
      expect([...used, ...dashboard.variables].filter((label) => !kept.has(label))).toEqual([]);
    },
  );
});
