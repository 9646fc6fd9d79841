import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Watcher } from '../../../demo/deadbeat/watcher.js';
import { openEnvironment } from '../../../demo/environment/environment.js';
import { Teardown } from '../../../demo/environment/teardown.js';
import { runScenarios, settle } from '../../../demo/run-scenarios.js';
import { scenarios } from '../../../demo/scenarios/index.js';
import { type TwinName, twinNames, twinsOf } from '../../../demo/scenarios/scenario.js';
import type { Verdict } from '../../../demo/verdict.js';
import { demoPace } from '../../support/demo-pace.js';
import { Stalls } from '../../support/stalls.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';

const teardown = new Teardown();
const stalls = new Stalls();
let watcher: Watcher;
let verdicts: readonly Verdict[];

beforeAll(async () => {
  const address = temporalAddress();
  const environment = await openEnvironment({
    address,
    namespace: await freshNamespace(),
    scenarios,
    ...demoPace,
    teardown,
  });
  watcher = new Watcher(environment.collector.url);
  watcher.start(500);
  const { runs, allOver } = runScenarios(scenarios, environment);
  await allOver;
  verdicts = (await settle(runs, environment, watcher)).map(({ verdict }) => verdict);
});

afterAll(async () => {
  watcher?.stop();
  stalls.stop();
  await teardown.closeAll();
});

function verdictOf(scenario: string, twin: TwinName): Verdict {
  const found = verdicts.find((one) => one.scenario === scenario && one.twin === twin);
  if (found === undefined) throw new Error(`no verdict on ${scenario}`);
  return found;
}

/** An activity whose machine stands still for half its heartbeat timeout and more is rightly shown as silent. */
function accusationsOf({ accused }: Verdict) {
  const isStill = stalls.longestMs > 5 * demoPace.pace.secondMs;
  return accused.filter((finding) => !isStill || !['stale', 'silent'].includes(finding));
}

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('%s', (name, scenario) => {
  it(`shows the twin without the remedy as ${scenario.without.shows.join(', ')}, and as nothing false`, () => {
    const verdict = verdictOf(name, 'without');
    expect([verdict.missed, accusationsOf(verdict)]).toEqual([[], []]);
  });

  it('does not accuse the twin with the remedy', () => {
    const verdict = verdictOf(name, 'with');
    expect([verdict.missed, accusationsOf(verdict)]).toEqual([[], []]);
  });

  it.each(twinNames)(`counts what the server's records say (${scenario.measure}, %s the remedy)`, (twin) => {
    const verdict = verdictOf(name, twin);
    const { history = Number.NaN, deadbeat = Number.NaN } = verdict;
    // History knows when the retry began: on a busy machine, seconds after the attempt was over.
    const mayBeLate = scenario.measure === 'lost' && twin === 'without' && stalls.longestMs > 1_000;
    const isRetriedLate = mayBeLate && history > deadbeat && history - deadbeat < 10;
    expect(verdict).toEqual({ ...verdict, agrees: isRetriedLate ? verdict.agrees : true });
  });

  it('costs less with the remedy than without', () => {
    const [without = 0, withRemedy = 0] = [verdictOf(name, 'without').history, verdictOf(name, 'with').history];
    expect(without).toBeGreaterThan(withRemedy);
  });
});

it('shows ten blocked slots while the cancelled batch keeps running', () => {
  expect(watcher.memory.mostUsedSlots('batch')).toBe(10);
});

it('shows no activity any more when all is over', () => {
  const workflows = twinsOf(scenarios).map(({ twin }) => twin.workflow);
  const left = watcher.latest.rows.filter(({ workflowType, suspect }) => workflows.includes(workflowType) && !suspect);
  expect(left).toEqual([]);
});
