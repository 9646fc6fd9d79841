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

Prometheus counts the increase of a series from the first value it sees. A counter of waste exists at 0 as soon as an activity
runs whose cancel would count there. One that appears without that (a new reason, something found afterwards in history) is
shown at 0 for its first 130 s, to everyone, and then with all that was counted meanwhile: whoever scrapes every 60 s or more
often sees the 0 even if a scrape is lost. In the first 130 s of a new installation values are shown at once. The reasons are in
[decisions/zero-first.md](decisions/zero-first.md).

OpenMetrics also tells since when each series counts (\`_created\`: one more series for each counter and histogram, unless
Prometheus runs with \`--enable-feature=created-timestamp-zero-ingestion\`, which needs no 0 at all).

In OpenMetrics each bucket of \`deadbeat_cancel_to_end_seconds\` has an exemplar: workflow and run ID of the attempt that ended
there last (the run ID alone where both are longer than the 128 characters of the format). Prometheus keeps them with
\`--enable-feature=exemplar-storage\`, and a dot in the heat map then leads to the workflow. They cost no series.
\`deadbeat_offender_seconds\` names what runs now and costs up to \`--top-offenders\` series at a time, new ones for each
offender; \`--top-offenders 0\` turns it off.

A counter that never counted anything leaves when its activity type has not been seen for an hour. It is not saved, and gives its
place within \`--max-label-sets\` to one that counts.

\`deadbeat_unaccounted_slots\` compares: it needs two reports of every worker of the task queue (SDKs send one a minute) and a
description of each open execution of the namespace since the first of them. Where the budget does not allow that within a minute, at
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
