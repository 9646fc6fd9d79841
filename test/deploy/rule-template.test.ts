import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ruleFile } from '../../alerts/prometheus.js';
import { ruleGroups } from '../../alerts/rules.js';
import { formatDuration, parseDuration } from '../../collector/text/duration.js';
import { chartThresholds } from '../../deploy/helm/chart-thresholds.js';
import { type Place, ruleTemplate, withThresholds } from '../../deploy/helm/rule-template.js';

type Values = ReadonlyMap<string, string | number>;

const job = 'deadbeat';
const links = { grafana: 'https://grafana', runbooks: 'https://runbooks', deadbeat: 'https://deadbeat' };
const template = ruleTemplate(job, links);
const secondsOf = (value: string | number | undefined) => (parseDuration(`${value}`) ?? Number.NaN) / 1000;

/** As the chart's template does it: templates/_thresholds.tpl. */
function filled({ text, places }: typeof template, values: Values): string {
  return places.reduce((before, place) => before.replaceAll(place.token, textFor(place, values)), text);
}

function textFor({ form, keys, times = 1, plus = 0 }: Place, values: Values): string {
  const [one, other] = keys.map((key) => values.get(key));
  switch (form) {
    case 'given':
      return `${one}`;
    case 'seconds':
      return `${secondsOf(one) * times + plus}`;
    case 'sum':
      return formatDuration((secondsOf(one) + secondsOf(other)) * 1000);
    case 'difference':
      return `${secondsOf(one) - secondsOf(other)}`;
    case 'product':
      return `${Number((Number(one) * Number(other)).toPrecision(6))}`;
    case 'percent':
      return `${Number(one) * 100}`;
  }
}

const anySeconds = fc.integer({ min: 1, max: 100_000 }).map((seconds) => formatDuration(seconds * 1000));
const valueFor = ({ key, kind }: (typeof chartThresholds)[number]): fc.Arbitrary<string | number> => {
  if (key === 'wasteBudgetBurn.budget') return fc.constantFrom(0.005, 0.01, 0.02, 0.05, 0.25);
  switch (kind) {
    case 'duration':
    case 'pause':
      return anySeconds;
    case 'share':
      return fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);
    case 'factor':
      return fc.integer({ min: 1, max: 500 }).map((tenths) => tenths / 10);
    case 'count':
      return fc.integer({ min: 1, max: 1_000 });
    case 'url':
      return fc.constant('https://example.com');
  }
};
const values: fc.Arbitrary<Values> = fc
  .tuple(...chartThresholds.map((one) => valueFor(one).map((value) => [one.key, value] as const)))
  .map((entries) => new Map(entries));

describe("the chart's template of the rules", () => {
  it('is, with any thresholds, what the rules are with these', () => {
    const defaults = new Map(chartThresholds.map((one) => [one.key, one.default]));
    fc.assert(
      fc.property(values, (given) => {
        const direct = ruleFile(
          ruleGroups(
            withThresholds((key) => given.get(key)),
            job,
          ),
          links,
        );
        expect(filled(template, given)).toBe(direct);
      }),
      { numRuns: 40, examples: [[defaults]] },
    );
  });

  it('has a place for each threshold that the schema of the values takes', () => {
    const placed = new Set(template.places.flatMap(({ keys }) => keys));
    for (const { key } of chartThresholds) expect([...placed], key).toContain(key);
  });

  it('is not left with an unknown token', () => {
    const chart = fileURLToPath(new URL('../../deploy/helm/deadbeat/', import.meta.url));
    const committed = readFileSync(`${chart}files/rules.yaml`, 'utf8');
    const { places } = JSON.parse(readFileSync(`${chart}files/thresholds.json`, 'utf8'));
    const known = [
      ...places.map(({ token }: Place) => token),
      '__CLUSTER__',
      '__JOB__',
      '__GRAFANA__',
      '__RUNBOOKS__',
      '__DEADBEAT__',
    ];
    expect(known).toEqual(expect.arrayContaining(committed.match(/__[A-Z0-9]+__/g) ?? []));
  });
});
