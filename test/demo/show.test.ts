import { describe, expect, it } from 'vitest';
import { readExposition } from '../../demo/deadbeat/exposition.js';
import type { ScenarioRun } from '../../demo/scenario-run.js';
import { scenarios } from '../../demo/scenarios/index.js';
import { twinsOf } from '../../demo/scenarios/scenario.js';
import { finalTable } from '../../demo/show/final-table.js';
import { type LiveSources, screen } from '../../demo/show/screen.js';
import { aRow } from '../support/rows.js';
import { aVerdict } from './support/verdict.js';

const parts = twinsOf(scenarios);
const reasons = ['no_heartbeat', 'awaiting_heartbeat', 'stopping', 'ignoring_cancel', 'silent'] as const;

/** Everything runs, each finding is there, and every scenario without the remedy has fired. */
function aBusyMoment(): LiveSources {
  const runs: ScenarioRun[] = parts.map((part) => ({
    part,
    phase: 'workflow closed',
    since: new Date(),
    isOver: false,
  }));
  const rows = parts.flatMap(({ twin: { workflow } }, index) => [
    aRow({ workflowType: workflow, reason: reasons[index % reasons.length] ?? null }),
    aRow({ workflowType: workflow, stalled: true, lost: true }),
  ]);
  const samples = readExposition(
    parts.map(({ twin }) => `deadbeat_wasted_seconds_total{workflow_type="${twin.workflow}"} 1007.8\n`).join(''),
  );
  return {
    runs,
    saying: () => ({ at: new Date(), rows, samples }),
    alertsFor: ({ part: { name, scenario } }) => (name === 'without' ? [{ name: scenario.alert, at: Date.now() }] : []),
    startedAt: new Date(),
  };
}

const verdicts = parts.map(({ scenario: { name, measure }, name: twin }) => {
  const figure = measure === 'slots' ? 3 : 1007.834;
  return aVerdict({ scenario: name, twin, measure, history: figure, deadbeat: figure });
});
const longestLine = (text: string) => Math.max(...text.split('\n').map(({ length }) => length));

describe('the live view in a terminal of 80 columns', () => {
  const lines = screen(aBusyMoment(), 80);
  const words = lines.join(' ').split(/[\s,:]+/);

  it('is no wider', () => {
    expect(longestLine(lines.join('\n'))).toBeLessThan(80);
  });

  it('cuts neither what is wasted nor why nor an alert', () => {
    const alerts = scenarios.map(({ alert }) => alert.replace('Deadbeat', ''));
    expect([...reasons, 'stalled', 'lost', ...alerts].filter((word) => !words.includes(word))).toEqual([]);
    expect(lines.slice(-4).join(' ')).toMatch(/\d+ cancelled activities still run; \d+\.\d s wasted so far; now \d+ /);
    expect(lines.join('\n')).not.toContain('…');
  });
});

describe('the live view in a terminal of 80 × 24', () => {
  const lines = screen(aBusyMoment(), 80, 24);

  it('fits, with the cursor below it', () => {
    expect(longestLine(lines.join('\n'))).toBeLessThan(80);
    expect(lines.length).toBeLessThan(24);
  });

  it('has every scenario, what is wasted and why, and every alert', () => {
    const text = lines.join('\n');
    for (const { name, alert } of scenarios) {
      expect(text).toMatch(new RegExp(`^${name} .* fired$`, 'm'));
      expect(text).toContain(alert.replace('Deadbeat', ''));
    }
    for (const reason of reasons) expect(text).toContain(reason);
    expect(text.replaceAll('\n', ' ')).toMatch(/cancelled activities still run; \d+\.\d s wasted so far; now \d+ /);
  });

  it('shows all of it where there is room', () => {
    expect(screen(aBusyMoment(), 80, 200)).toEqual(screen(aBusyMoment(), 80));
    expect(screen(aBusyMoment(), 80, 200).length).toBeGreaterThan(24);
  });
});

describe('the final table', () => {
  it('fits a terminal of 80 columns, with every figure', () => {
    const text = finalTable(verdicts, 80);
    expect(longestLine(text)).toBeLessThanOrEqual(80);
    for (const { name } of scenarios) expect(text).toMatch(new RegExp(`^${name} `, 'm'));
    expect(text.match(/1007\.8 s/g)).toHaveLength(4 * scenarios.filter(({ measure }) => measure !== 'slots').length);
    expect(text.match(/0\.000 s/g)).toHaveLength(scenarios.filter(({ measure }) => measure !== 'slots').length);
  });

  it('is as wide as it needs where there is room, or no terminal', () => {
    expect(finalTable(verdicts, 120)).toBe(finalTable(verdicts));
    expect(finalTable(verdicts)).toMatch(/│ batch +│ time run after the cancel request │/);
  });
});
