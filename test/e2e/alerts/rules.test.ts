import { describe, expect, it } from 'vitest';
import { ruleGroups } from '../../../alerts/rules.js';
import { from, group, withCollector } from './at-work.js';
import { firing, testRules } from './promtool.js';
import type { Scenario } from './scenario.js';
import { scenarios } from './scenarios.js';
import { firedAnywhere, firedThere, firesThere, ruleOf, sideBySide } from './side-by-side.js';

const cases = scenarios.map((scenario) => [`${scenario.alert} (${scenario.severity})`, scenario] as const);
const seenAt = ({ seenAfter = 0 }: Scenario) => from + seenAfter;

describe.each(cases)('%s', (_name, scenario) => {
  const { forSeconds } = ruleOf(scenario);
  const { alert, labels, severity, summary } = scenario;
  const firesAt = seenAt(scenario) + forSeconds;

  it('fires at its threshold once its time is over, and says what and where', async () => {
    const end = firesAt + 60;
    const input = withCollector(scenario.series(from, end + 60, 'at', end), end);
    await testRules({
      group,
      input,
      expect: [
        // Prometheus 3 leaves the first instant of a range out, and sees some of it an evaluation earlier.
        { at: firesAt - 30, expression: firing(alert), samples: {} },
        { at: firesAt, expression: firing(alert), samples: { [`{alertname="${alert}"}`]: 1 } },
      ],
      alerts: [{ at: firesAt, alert, firing: [{ labels: { ...labels, severity }, summary }] }],
    });
  });
});

describe('each alert', () => {
  it('does not fire just under its threshold, however long', async () => {
    const end = from + Math.max(...scenarios.map((scenario) => ruleOf(scenario).forSeconds)) + 900;
    const input = sideBySide(scenarios, (scenario) => withCollector(scenario.series(from, end, 'under', end), end));
    await testRules({ group, input, expect: [{ at: end, expression: firedAnywhere(end), samples: {} }] });
  });

  it('ends after what it says, and not before', async () => {
    const times = scenarios.map((scenario) => {
      const { forSeconds, keptSeconds } = ruleOf(scenario);
      const to = seenAt(scenario) + forSeconds + 600;
      return { scenario, to, keptSeconds, gone: to + (scenario.lingers ?? 0) + keptSeconds };
    });
    const end = Math.max(...times.map(({ gone }) => gone)) + 120;
    const input = sideBySide(scenarios, (scenario) => {
      const to = times.find((one) => one.scenario === scenario)?.to ?? 0;
      return withCollector(scenario.series(from, to, 'at', end), end);
    });
    const expected = times.flatMap(({ scenario, to, keptSeconds, gone }) => [
      firesThere(scenario, to + keptSeconds - 15, true),
      firesThere(scenario, gone + 30, false),
    ]);
    await testRules({ group, input, expect: expected });
  });

  it('about activities does not fire on what outlived an outage of Temporal; DeadbeatNotObserving does', async () => {
    const about = scenarios.filter(({ needsPasses }) => needsPasses);
    const end = from + Math.max(...about.map((scenario) => ruleOf(scenario).forSeconds)) + 600;
    // The condition comes into sight with the last complete pass.
    const isUp = (second: number) => (second <= from ? 1 : 0);
    const input = sideBySide(about, (scenario) => withCollector(scenario.series(from, end, 'at', end), end, isUp));
    const samples = firedThere(about, () => 'DeadbeatNotObserving');
    await testRules({ group, input, expect: [{ at: end, expression: firedAnywhere(end), samples }] });
  });
});

it('has a scenario for each alert here or in a test of its own', () => {
  const elsewhere = ['DeadbeatWasteBudgetBurn', 'DeadbeatNamespaceVanished', 'DeadbeatRecordingRulesMissing'];
  const tested = new Set([...scenarios.map(({ alert }) => alert), ...elsewhere]);
  expect(new Set(ruleGroups().flatMap(({ alerts }) => alerts.map(({ name }) => name)))).toEqual(tested);
});
