import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { longRangeGroup } from '../../../alerts/long-ranges.js';
import { ruleFile } from '../../../alerts/prometheus.js';
import { ruleGroups } from '../../../alerts/rules.js';
import { defaultThresholds } from '../../../alerts/thresholds.js';
import { withClusterLabel } from '../../../promql/cluster-label.js';
import { part } from '../../../tools/parts.js';

const run = promisify(execFile);

/** Steps of the synthetic time: a scrape and an evaluation each. */
export const stepSeconds = 15;

/** `at`: what the values were made from, to scrape it at other moments. */
export type InputSeries = Readonly<{ series: string; values: string; at?: (second: number) => number | undefined }>;
export type Expectation = Readonly<{ at: number; expression: string; samples: Readonly<Record<string, number>> }>;
/** All that fire of that name. */
export type ExpectedAlerts = Readonly<{
  at: number;
  alert: string;
  firing: readonly Readonly<{ labels: Readonly<Record<string, string>>; summary?: string; commands?: string }>[];
}>;

export type RuleTest = Readonly<{
  input: readonly InputSeries[];
  /** `at` in seconds. */
  expect?: readonly Expectation[];
  /** Seconds; promtool does not heed the intervals of the groups themselves. */
  evaluateEvery?: number;
  /** Of the values, in seconds. */
  step?: number;
  /** All unless told. */
  group?: 'deadbeat' | 'deadbeat.budget' | 'deadbeat.rules';
  /** A group without those that it reads. */
  only?: 'deadbeat.rules' | 'deadbeat.long_ranges';
  /** In place of `cluster`. */
  clusterLabel?: string;
  alerts?: readonly ExpectedAlerts[];
  /** Which the alerts have here: the summary unless told. */
  annotation?: 'summary' | 'commands';
}>;

type RuleFile = { groups: { name: string; rules: { alert?: string; annotations?: Record<string, string> }[] }[] };

const groups = [...ruleGroups(), longRangeGroup()];

/** The committed rules; of the annotations only one, since promtool compares all of them. */
function rulesOf({ group, only, annotation = 'summary' }: RuleTest): string {
  // Those of the budget read what the first group records.
  const chosen = groups.filter(({ name }) =>
    only === undefined
      ? name !== 'deadbeat.long_ranges' && (group === undefined || name === 'deadbeat' || name === group)
      : name === only,
  );
  const file = parse(ruleFile(chosen, defaultThresholds.links)) as RuleFile;
  for (const rule of file.groups.flatMap((group) => group.rules))
    if (rule.annotations !== undefined) rule.annotations = { [annotation]: rule.annotations[annotation] ?? '' };
  return stringify(file);
}

/** Runs the rules over synthetic series with the real promtool. @throws with its words when an expectation fails */
export async function testRules(test: RuleTest): Promise<void> {
  const { input, expect = [], alerts = [], evaluateEvery = stepSeconds, step = stepSeconds } = test;
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-promtool-'));
  try {
    writeFileSync(join(folder, 'rules.yml'), withClusterLabel(rulesOf(test), test.clusterLabel ?? 'cluster'));
    const promtoolTest = {
      interval: `${step}s`,
      input_series: input.map(({ series, values }) => ({ series, values })),
      promql_expr_test: expect.map(({ at, expression, samples }) => ({
        expr: expression,
        eval_time: `${at}s`,
        exp_samples: Object.entries(samples).map(([labels, value]) => ({ labels, value })),
      })),
      alert_rule_test: alerts.map(({ at, alert, firing }) => ({
        eval_time: `${at}s`,
        alertname: alert,
        exp_alerts: firing.map(({ labels, ...annotations }) => ({ exp_labels: labels, exp_annotations: annotations })),
      })),
    };
    writeFileSync(
      join(folder, 'test.yml'),
      stringify({
        rule_files: ['rules.yml'],
        evaluation_interval: `${evaluateEvery}s`,
        tests: [promtoolTest],
      }),
    );
    await promtool(['test', 'rules', join(folder, 'test.yml')]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function promtool(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run(await part('promtool'), args, { maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`promtool ${args[0]}: ${stderr}${stdout}`);
  }
}

export function firing(alert: string): string {
  return `count by (alertname) (ALERTS{alertname="${alert}", alertstate="firing"})`;
}

/** Alerts, or only those of a name, that fired at any moment of the seconds before. */
export function firedWithin(seconds: number, alert = '.+'): string {
  const alerts = `ALERTS{alertname=~"${alert}", alertstate="firing"}`;
  return `count by (alertname, severity) (count_over_time(${alerts}[${seconds}s]))`;
}
