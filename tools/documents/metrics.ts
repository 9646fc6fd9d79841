import { type MetricDefinition, metrics } from '../../collector/metrics/definitions.js';

/** docs/metrics.md */
export function metricsDocument(): string {
  const definitions: readonly MetricDefinition[] = Object.values(metrics);
  const rows = definitions.map(({ name, type, labels, help, buckets }) => {
    const bounds = buckets === undefined ? '' : ` Buckets: ${buckets.join(', ')}.`;
    return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help}${bounds} |`;
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

| metric | type | labels | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}
