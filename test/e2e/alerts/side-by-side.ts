import { ruleGroups } from '../../../alerts/rules.js';
import { inMs } from '../../../alerts/threshold-kinds.js';
import type { Expectation, InputSeries } from './promtool.js';
import type { Scenario } from './scenario.js';

const alerts = ruleGroups().flatMap((group) => group.alerts);

/** The same series, of a cluster. */
export const inCluster = (cluster: string, input: readonly InputSeries[]) =>
  input.map((one) => ({ ...one, series: one.series.replace('{', `{cluster="${cluster}", `) }));

const clusterOf = ({ alert, severity }: Scenario) => `${alert}-${severity}`;

/** Every scenario at the same time, each in a cluster of its own: the rules run once in place of once for each. */
export function sideBySide(scenarios: readonly Scenario[], of: (scenario: Scenario) => readonly InputSeries[]) {
  return scenarios.flatMap((scenario) => inCluster(clusterOf(scenario), of(scenario)));
}

/** Whether the alert of the scenario fires in its cluster at that second. */
export function firesThere(scenario: Scenario, at: number, isFiring: boolean): Expectation {
  const labels = `alertname="${scenario.alert}", cluster="${clusterOf(scenario)}"`;
  return {
    at,
    expression: `group by (alertname, cluster) (ALERTS{${labels}, alertstate="firing"})`,
    samples: isFiring ? { [`{${labels}}`]: 1 } : {},
  };
}

/** Alerts that fired at any moment of the seconds before, as their names and clusters. */
export const firedAnywhere = (seconds: number) =>
  `group by (alertname, cluster) (count_over_time(ALERTS{alertstate="firing"}[${seconds}s]))`;

export const firedThere = (scenarios: readonly Scenario[], alertOf = ({ alert }: Scenario) => alert) =>
  Object.fromEntries(
    scenarios.map((scenario) => [`{alertname="${alertOf(scenario)}", cluster="${clusterOf(scenario)}"}`, 1]),
  );

/** Seconds that the rule of a scenario waits, and that it keeps firing. */
export function ruleOf({ alert, severity }: Scenario) {
  const rule = alerts.find((one) => one.name === alert && one.severity === severity);
  if (rule === undefined) throw new Error(`there is no rule ${alert} of severity ${severity}`);
  const seconds = (duration = '0s') => inMs(duration) / 1000;
  return { forSeconds: seconds(rule.for), keptSeconds: seconds(rule.keepFiringFor) };
}
