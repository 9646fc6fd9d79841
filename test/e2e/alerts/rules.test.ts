import { describe, expect, it } from 'vitest';
import { ruleGroups } from '../../../alerts/rules.js';
import { inMs } from '../../../alerts/threshold-kinds.js';
import { from, group, withCollector } from './at-work.js';
import { firedWithin, firing, testRules } from './promtool.js';
import { type Scenario, scenarios } from './scenarios.js';

const alerts = ruleGroups().flatMap((group) => group.alerts);
const seconds = (duration = '0s') => inMs(duration) / 1000;

function ruleOf({ alert, severity }: Scenario) {
  const rule = alerts.find((one) => one.name === alert && one.severity === severity);
  if (rule === undefined) throw new Error(`there is no rule ${alert} of severity ${severity}`);
  return { forSeconds: seconds(rule.for), keptSeconds: seconds(rule.keepFiringFor) };
}

const cases = scenarios.map((scenario) => [`${scenario.alert} (${scenario.severity})`, scenario] as const);

describe.each(cases)('%s', (_name, scenario) => {
  const { forSeconds, keptSeconds } = ruleOf(scenario);
  const { alert, seenAfter = 0, lingers = 0, labels, severity, summary } = scenario;
  const seenAt = from + seenAfter;
  const one = { [`{alertname="${alert}"}`]: 1 };

  it('fires at its threshold once its time is over, and says what and where', async () => {
    const end = seenAt + forSeconds + 60;
    const input = withCollector(scenario.series(from, end + 60, 'at', end), end);
    await testRules({
      group,
      input,
      expect: [
        // Prometheus 3 leaves the first instant of a range out, and sees some of it an evaluation earlier.
        { at: seenAt + forSeconds - 30, expression: firing(alert), samples: {} },
        { at: seenAt + forSeconds, expression: firing(alert), samples: one },
      ],
      alerts: [{ at: seenAt + forSeconds, alert, firing: [{ labels: { ...labels, severity }, summary }] }],
    });
  });

  it('does not fire just under its threshold, however long', async () => {
    const end = from + forSeconds + 900;
    const input = withCollector(scenario.series(from, end, 'under', end), end);
    await testRules({ group, input, expect: [{ at: end, expression: firedWithin(end), samples: {} }] });
  });

  it('ends after what it says, and not before', async () => {
    const to = seenAt + forSeconds + 600;
    const gone = to + lingers + keptSeconds;
    const end = gone + 120;
    const input = withCollector(scenario.series(from, to, 'at', end), end);
    await testRules({
      group,
      input,
      expect: [
        { at: to + keptSeconds - 15, expression: firing(alert), samples: one },
        { at: gone + 30, expression: firing(alert), samples: {} },
      ],
    });
  });
});

describe.each(cases.filter(([, { needsPasses }]) => needsPasses))('%s', (_name, scenario) => {
  it('does not fire on what outlived an outage of Temporal; DeadbeatNotObserving does', async () => {
    const end = from + ruleOf(scenario).forSeconds + 600;
    // The condition comes into sight with the last complete pass.
    const input = withCollector(scenario.series(from, end, 'at', end), end, (second) => (second <= from ? 1 : 0));
    const expected = { '{alertname="DeadbeatNotObserving", severity="warning"}': 1 };
    await testRules({ group, input, expect: [{ at: end, expression: firedWithin(end), samples: expected }] });
  });
});

it('has a scenario for each alert here or among in a test of its own', () => {
  const elsewhere = ['DeadbeatWasteBudgetBurn', 'DeadbeatNamespaceVanished', 'DeadbeatRecordingRulesMissing'];
  const tested = new Set([...scenarios.map(({ alert }) => alert), ...elsewhere]);
  expect(new Set(alerts.map(({ name }) => name))).toEqual(tested);
});
