import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditedType, AuditReport } from '../../../collector/audit/report-schema.js';
import { Watcher } from '../../../demo/deadbeat/watcher.js';
import { openEnvironment } from '../../../demo/environment/environment.js';
import { Teardown } from '../../../demo/environment/teardown.js';
import { runScenarios, settle } from '../../../demo/run-scenarios.js';
import { scenarios } from '../../../demo/scenarios/index.js';
import { type Scenario, type TwinName, twinNames, twinsOf } from '../../../demo/scenarios/scenario.js';
import type { Verdict } from '../../../demo/verdict.js';
import { demoPace } from '../../support/demo-pace.js';
import { Stalls } from '../../support/stalls.js';
import { freshNamespace, temporalAddress } from '../../support/temporal.js';
import { auditWith } from '../audit/support.js';

const teardown = new Teardown();
const stalls = new Stalls();
let watcher: Watcher;
let verdicts: readonly Verdict[];
let audited: AuditReport;

beforeAll(async () => {
  const address = temporalAddress();
  const namespace = await freshNamespace();
  const environment = await openEnvironment({
    address,
    namespace,
    scenarios,
    ...demoPace,
    teardown,
  });
  watcher = new Watcher(environment.collector.url);
  watcher.start(500);
  const { runs, allOver } = runScenarios(scenarios, environment);
  await allOver;
  verdicts = (await settle(runs, environment, watcher)).map(({ verdict }) => verdict);
  audited = await auditWith(['--address', address, '--namespace', namespace]);
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

/** What the audit says of a twin's activities, whatever their types. */
function auditOf(scenario: Scenario, twin: TwinName) {
  const types = audited.types.filter(({ workflowType }) => workflowType === scenario[twin].workflow);
  const sum = (read: (type: AuditedType) => number) => types.reduce((total, type) => total + read(type), 0);
  return {
    wasted: sum(({ wastedSeconds }) => wastedSeconds),
    saved: sum(({ savedSecondsAtMost }) => savedSecondsAtMost),
    orphaned: sum(({ orphanedSecondsAtMost }) => orphanedSecondsAtMost),
    /** One for each cancelled attempt, at the pace of the SDK with the timeout that is suggested. */
    heartbeatSeconds: sum(
      ({ cancelled, suggestedHeartbeatTimeoutSeconds }) => cancelled * 0.8 * (suggestedHeartbeatTimeoutSeconds ?? 0),
    ),
  };
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

const wasting = scenarios.filter(({ measure }) => measure === 'wasted');
const withoutHeartbeats = wasting.filter(({ without }) => without.shows.includes('no_heartbeat'));

describe.each(wasting.map((one) => [one.name, one] as const))('An audit of %s', (name, scenario) => {
  it.each(twinNames)('reports what history shows, within 0.1 % (%s the remedy)', (twin) => {
    const { history = Number.NaN } = verdictOf(name, twin);
    expect(Math.abs(auditOf(scenario, twin).wasted - history)).toBeLessThanOrEqual(Math.max(0.005, 0.001 * history));
  });
});

it.each(withoutHeartbeats.map((one) => [one.name, one] as const))(
  'An audit predicts for %s what its twin with heartbeats did, within one heartbeat of each attempt',
  (_, scenario) => {
    const { wasted, saved, heartbeatSeconds } = auditOf(scenario, 'without');
    expect(saved).toBeGreaterThan(0);
    expect(Math.abs(wasted - saved - auditOf(scenario, 'with').wasted)).toBeLessThanOrEqual(heartbeatSeconds);
  },
);

it('An audit bounds what the orphan may have run', () => {
  const [orphan] = scenarios.filter(({ measure }) => measure === 'orphaned');
  if (orphan === undefined) throw new Error('no such scenario');
  const { history = Number.NaN } = verdictOf(orphan.name, 'without');
  expect(Math.abs(auditOf(orphan, 'without').orphaned - history)).toBeLessThanOrEqual(0.05);
});

it('shows ten blocked slots while the cancelled batch keeps running', () => {
  expect(watcher.memory.mostUsedSlots('batch')).toBe(10);
});

it('shows no activity any more when all is over', () => {
  const workflows = twinsOf(scenarios).map(({ twin }) => twin.workflow);
  const left = watcher.latest.rows.filter(({ workflowType, suspect }) => workflows.includes(workflowType) && !suspect);
  expect(left).toEqual([]);
});
