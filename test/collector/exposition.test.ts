import { expect, test } from 'vitest';
import { Exposition, type Format } from '../../collector/exposition.js';
import { type MetricDefinition, metrics } from '../../collector/metrics.js';

const formats: readonly Format[] = ['prometheus', 'openmetrics'];

test.each(formats)('the names of the table are those of the samples in the format %s', async (format) => {
  const labels = ['a', 'b', 'c', 'd', 'e'];
  const { text } = await new Exposition().write(
    new Map([
      ['wastedSeconds', [{ labels, value: 7 }]],
      ['activities', [{ labels, value: 8 }]],
      ['cancelToEnd', [{ labels, value: { counts: [1], sum: 9, count: 1 } }]],
    ]),
    format,
  );
  const names = new Set([...text.matchAll(/^(deadbeat_\w+)\{/gm)].map(([, name]) => name));
  const { wastedSeconds, activities, cancelToEnd }: Record<string, MetricDefinition> = metrics;
  const parts = ['_bucket', '_sum', '_count'].map((part) => `${cancelToEnd?.name}${part}`);
  expect([...names].sort()).toEqual([wastedSeconds?.name, activities?.name, ...parts].sort());
});
