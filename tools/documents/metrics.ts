import { type MetricDefinition, metrics } from '../../collector/metrics/definitions.js';

const definitions: readonly MetricDefinition[] = Object.values(metrics);
const code = (text: string) => `\`${text}\``;

/** docs/metrics.md */
export function metricsDocument(): string {
  const rows = definitions.map(({ name, type, labels, unit, stability, help, buckets }) => {
    const bounds = buckets === undefined ? '' : ` Buckets: ${buckets.join(', ')}.`;
    return `| ${code(name)} | ${type} | ${labels.map(code).join(', ')} | ${unit} | ${stability} | ${help}${bounds} |`;
  });
  return `# Metrics

<!-- Made by \`npm run generate\` from collector/metrics/definitions.ts; do not edit. -->

Gauges of activities exist only for label sets that have something to say. \`workflow_type\` is empty for standalone
activities. Process metrics (\`process_*\`, \`nodejs_*\`) come with them.

A counter that is new is shown at 0 once to whoever scrapes at a steady pace (from the third scrape on, told apart by address
and user agent), so that \`increase()\` misses nothing. Everybody else sees its value at once.

\`deadbeat_unaccounted_slots\` compares: it needs two reports of every worker of the task queue (SDKs send one a minute) and a
look at each open execution of the namespace since the first of them. Where the budget does not allow that within a minute, at
50 calls per second with some 3,000 open executions, or with \`--shard\` or \`--query\`, the series is missing.

| metric | type | labels | unit | stability | meaning |
|---|---|---|---|---|---|
${rows.join('\n')}

## Values of labels

Labels that are not listed here hold names of the cluster: any text.

| label | of | values |
|---|---|---|
${valueRows().join('\n')}
`;
}

/** One row for each label with a fixed set of values; metrics that share both share the row. */
function valueRows(): string[] {
  const names = new Map<string, string[]>();
  for (const { name, values = {} } of definitions)
    for (const [label, domain] of Object.entries(values)) {
      const key = `${code(label)} | ${domain.map(code).join(', ')}`;
      names.set(key, [...(names.get(key) ?? []), code(name)]);
    }
  return [...names].map(([key, of]) => {
    const [label, domain] = key.split(' | ');
    return `| ${label} | ${of.join(', ')} | ${domain} |`;
  });
}
