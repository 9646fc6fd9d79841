import { type MetricDefinition, metrics } from './metrics.js';

/** docs/metrics.md */
export function metricsDocument(): string {
  const definitions: readonly MetricDefinition[] = Object.values(metrics);
  const rows = definitions.map(({ name, type, labels, help, buckets }) => {
    const bounds = buckets === undefined ? '' : ` Buckets: ${buckets.join(', ')}.`;
    return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help}${bounds} |`;
  });
  return `# Metrics

<!-- Made by \`npm run generate\` from collector/metrics.ts; do not edit. -->

Gauges of activities exist only for label sets that have something to say. \`workflow_type\` is empty for standalone
activities. Process metrics (\`process_*\`, \`nodejs_*\`) come with them.

| metric | type | labels | meaning |
|---|---|---|---|
${rows.join('\n')}
`;
}
