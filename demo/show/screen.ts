import { getBorderCharacters, table } from 'table';
import { wrap } from '../../collector/text/wrap.js';
import type { FiredAlert } from '../deadbeat/alerts.js';
import type { Saying } from '../deadbeat/watcher.js';
import type { ScenarioRun } from '../scenario-run.js';
import { type Scenario, twinNames } from '../scenarios/scenario.js';
import { clock, sayingOf, summary } from './words.js';

const gap = 2;
/** Where more columns would only add space. */
const widest = 140;

export type LiveSources = Readonly<{
  runs: readonly ScenarioRun[];
  saying: () => Saying;
  /** The alerts that fired for a twin so far. */
  alertsFor: (run: ScenarioRun) => readonly FiredAlert[];
  startedAt: Date;
}>;

/** The live view in a terminal of that many columns: its lowest lines, which a short terminal shows, are the most important. */
export function screen({ runs, saying, alertsFor, startedAt }: LiveSources, columns: number): string[] {
  const latest = saying();
  const width = Math.min(columns - 1, widest);
  const scenarios = [...new Set(runs.map(({ part }) => part.scenario))];
  const rows = scenarios.map((scenario) => {
    const twins = twinNames.map((name) => runs.find(({ part }) => part.scenario === scenario && part.name === name));
    const alerts = twins.flatMap((run) => (run ? alertsFor(run) : []));
    return [
      scenario.name,
      ...twins.map((run) => twinNow(run, latest)),
      alerts.map(({ name }) => shortName(name)).join('\n'),
    ];
  });
  const text = table([['scenario', 'without the remedy', 'with it', 'alerts fired'], ...rows], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: gap, wrapWord: true },
    columns: widthsFor(scenarios, width).map((columnWidth) => ({ width: columnWidth })),
    drawHorizontalLine: () => false,
  });
  const lines = text.trimEnd().split('\n');
  return [...lines, '', ...wrap(`${clock(startedAt)}  ${summary(latest)}`, width)].map((line) => line.trimEnd());
}

function widthsFor(scenarios: readonly Scenario[], width: number): number[] {
  const longest = (words: readonly string[]) => Math.max(...words.map(({ length }) => length));
  const name = longest(['scenario', ...scenarios.map((scenario) => scenario.name)]);
  const alerts = longest(['alerts fired', ...scenarios.map(({ alert }) => shortName(alert))]);
  const left = Math.max(20, width - name - alerts - 3 * gap);
  const without = Math.ceil(left * 0.55);
  return [name, without, left - without, alerts];
}

function shortName(alert: string): string {
  return alert.replace('Deadbeat', '');
}

/** What it does, how many of its activities Deadbeat sees, and what Deadbeat says about them. */
function twinNow(run: ScenarioRun | undefined, latest: Saying): string {
  if (run === undefined) return '';
  const { twin } = run.part;
  const count = latest.rows.filter(({ workflowType }) => workflowType === twin.workflow).length;
  const saying = sayingOf(latest, twin);
  return `${phaseOf(run)}${count > 1 ? `, ${count} activities` : ''}${saying === '' ? '' : `: ${saying}`}`;
}

function phaseOf(run: ScenarioRun): string {
  if (run.isOver) return run.ending ?? '';
  return `${run.phase} ${Math.round((Date.now() - run.since.getTime()) / 1000)} s`;
}
