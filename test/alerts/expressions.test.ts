import { describe, expect, it } from 'vitest';
import { levels } from '../../alerts/records/levels.js';
import { ruleGroups } from '../../alerts/rules.js';
import { series as table } from '../../promql/metrics.js';
import { analyse, type Selector } from '../support/promql.js';

const groups = ruleGroups();
const records = groups.flatMap((group) => group.records);
const alerts = groups.flatMap((group) => group.alerts);
const expressions = [
  ...records.map(({ record, expression }) => [record, expression] as const),
  ...alerts.map(({ name, severity, expression }) => [`${name} (${severity})`, expression] as const),
];

type Definition = Readonly<{ type: string; labels: readonly string[] }>;
const definitions = new Map<string, Definition>(
  Object.values(table).flatMap(({ name, type, labels }): [string, Definition][] => [
    [name, { type, labels }],
    ...(type === 'histogram' ? [[`${name}_count`, { type: 'counter', labels }] as [string, Definition]] : []),
  ]),
);
const targetLabels = ['cluster', 'job', 'instance', 'exported_namespace'];
/** Labels that a recorded series has by its name. */
const short: Readonly<Record<string, readonly string[]>> = {
  cluster_job_instance: [...levels.target, 'shard', 'shards'],
  cluster_namespace_job_instance: [...levels.collector, 'shard', 'shards'],
  cluster_namespace: levels.namespace,
  cluster_namespace_shards: levels.shards,
  cluster_namespace_task_queue: [...levels.queue, 'state'],
  cluster_activity: [...levels.activity, 'team', 'severity'],
  cluster_activity_reason: levels.reason,
  cluster_namespace_phase: levels.phase,
  cluster_namespace_cause: levels.cause,
};
const labelsOfRecord = (metric: string) => (metric.includes(':') ? (short[metric.split(':')[0] ?? ''] ?? []) : []);

describe('each expression', () => {
  it.each(expressions)('%s is PromQL over the metrics table and the recording rules alone', (_name, expression) => {
    const { selectors, syntaxErrors } = analyse(expression);
    expect(syntaxErrors).toEqual([]);
    expect(selectors).not.toEqual([]);
    const known = new Set([...definitions.keys(), ...records.map(({ record }) => record)]);
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

  it.each(expressions)('%s groups by labels that its metrics have, and always by the cluster', (_name, expression) => {
    const { selectors, groupings } = analyse(expression);
    const known = new Set([
      ...targetLabels,
      'shard',
      'shards',
      ...selectors.flatMap(({ metric }) => [...(definitions.get(metric)?.labels ?? []), ...labelsOfRecord(metric)]),
    ]);
    for (const { labels } of groupings) {
      expect(labels.filter((label) => !known.has(label))).toEqual([]);
      // Dropping the reason, or bringing the shard, team or severity with it, keeps the rest.
      const beside = ['reason', 'shard', 'shards', 'team', 'severity'];
      const isOfCluster = labels.includes('cluster') || labels.every((label) => beside.includes(label));
      expect({ labels, isOfCluster }).toEqual({ labels, isOfCluster: true });
    }
  });

  it.each(expressions)(
    '%s takes rates of counters and no other values of them, but whether they are there',
    (_name, expression) => {
      const selectorsOf = (type: string) =>
        analyse(expression).selectors.filter(({ metric }) => definitions.get(metric)?.type === type);
      const isRate = ({ within }: Selector) => within.includes('rate') || within.includes('increase');
      expect(selectorsOf('gauge').filter(isRate)).toEqual([]);
      const direct = selectorsOf('counter').filter((selector) => !isRate(selector));
      expect(direct.length === 0 || expression.trimEnd().endsWith(') * 0')).toBe(true);
    },
  );
});

describe('each recording rule', () => {
  it.each(records)(
    '$record is named level:metric:operation, and the level is what it keeps',
    ({ record, expression }) => {
      expect(record).toMatch(/^[a-z_]+:deadbeat_[a-z_]+:[a-z_0-9]+$/);
      const level = labelsOfRecord(record);
      expect(level[0]).toBe('cluster');
      const labelsOf = (metric: string) =>
        metric.includes(':') ? labelsOfRecord(metric) : [...(definitions.get(metric)?.labels ?? []), ...targetLabels];
      const kept = analyse(expression).resultLabels(labelsOf);
      expect(level).toEqual(expect.arrayContaining([...kept]));
    },
  );

  it('is read by another rule', () => {
    const read = new Set(
      expressions.flatMap(([, expression]) => analyse(expression).selectors.map(({ metric }) => metric)),
    );
    expect(records.map(({ record }) => record).filter((record) => !read.has(record))).toEqual([]);
  });
});

describe('each alert', () => {
  const links = { deadbeat: 'http://deadbeat' };

  it.each(alerts)(
    '$name ($severity) says in its texts only what its labels can fill',
    ({ expression, summary, description, commands, dashboard }) => {
      const used: string[] = [];
      const use = (name: string, text = 'x') => {
        used.push(name);
        return text;
      };
      const words = {
        label: use,
        labelInUrl: use,
        labelInShell: use,
        ifLabel: use,
        value: () => '1',
        teams: () => '',
        acceptanceEnded: () => '',
      };
      expect(summary(words)).toMatch(/^[A-Z1].*\.$/);
      expect(description(words)).toContain('First step: ');
      expect(commands(words, links)).not.toEqual([]);
      const { groupings, selectors } = analyse(expression);
      const kept = new Set([
        ...groupings.flatMap(({ labels }) => labels),
        ...selectors.flatMap(({ metric }) => labelsOfRecord(metric)),
        ...(expression.includes('"problem"') ? ['problem'] : []),
      ]);
      expect([...used, ...dashboard.variables].filter((label) => !kept.has(label))).toEqual([]);
    },
  );

  it.each(alerts)('$name ($severity) names its cluster in summary and link, where there are several', (alert) => {
    const labels: string[] = [];
    const note = (name: string, text = '') => {
      labels.push(name);
      return text;
    };
    alert.summary({
      label: note,
      labelInUrl: note,
      labelInShell: note,
      ifLabel: note,
      value: () => '1',
      teams: () => '',
      acceptanceEnded: () => '',
    });
    expect(labels).toContain('cluster');
    expect(alert.dashboard.variables).toContain('cluster');
  });
});
