import { getBorderCharacters, table } from 'table';
import { wrap, wrapAtMost } from '../../collector/text/wrap.js';
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

/** The live view in a terminal of that many columns and rows; one line for each scenario where it would not fit otherwise. */
export function screen(sources: LiveSources, columns: number, rows = Number.POSITIVE_INFINITY): string[] {
  const width = Math.min(columns - 1, widest);
  const whole = wholeScreen(sources, width);
  // The cursor stands below the last line.
  return whole.length < rows ? whole : compactScreen(sources, width);
}

function wholeScreen(sources: LiveSources, width: number): string[] {
  const rows = rowsOf(sources).map(({ scenario, twins, alerts }) => [
    scenario.name,
    ...twins.map((run) => twinNow(run, sources.saying())),
    alerts.map(({ name }) => shortName(name)).join('\n'),
  ]);
  const widths = widthsFor(
    rowsOf(sources).map(({ scenario }) => scenario),
    width,
  );
  const lines = tableOf([['scenario', 'without the remedy', 'with it', 'alerts fired'], ...rows], widths);
  return [...lines, '', ...summaryOf(sources, width)];
}

/** What is said of a twin is cut off where it is longer than its column; the alerts are counted below. */
function compactScreen(sources: LiveSources, width: number): string[] {
  const scenarios = rowsOf(sources);
  const name = longest(['scenario', ...scenarios.map(({ scenario }) => scenario.name)]);
  const alert = 'alert'.length;
  const left = Math.max(20, width - name - alert - 3 * gap);
  const without = Math.ceil(left * 0.55);
  const cut = (text: string, columns: number) => wrapAtMost(text, columns, 1).join('');
  const rows = scenarios.map(({ scenario, twins: [first, second], alerts }) => [
    scenario.name,
    cut(twinInShort(first, sources.saying()), without),
    cut(twinInShort(second, sources.saying()), left - without),
    alerts.length > 0 ? 'fired' : '',
  ]);
  const titles = ['scenario', cut('without the remedy', without), 'with it', 'alert'];
  const fired = new Map<string, number>();
  for (const { alerts } of scenarios)
    for (const { name: of } of alerts) fired.set(shortName(of), (fired.get(shortName(of)) ?? 0) + 1);
  const firedText = Array.from(fired, ([of, count]) => (count > 1 ? `${of} (${count})` : of)).join(', ');
  return [
    ...tableOf([titles, ...rows], [name, without, left - without, alert]),
    '',
    ...(firedText === '' ? [] : wrap(`alerts fired: ${firedText}`, width)),
    ...summaryOf(sources, width),
  ];
}

function summaryOf({ saying, startedAt }: LiveSources, width: number): string[] {
  return wrap(`${clock(startedAt)}  ${summary(saying())}`, width);
}

function rowsOf({ runs, alertsFor }: LiveSources) {
  const scenarios = [...new Set(runs.map(({ part }) => part.scenario))];
  return scenarios.map((scenario) => {
    const twins = twinNames.map((name) => runs.find(({ part }) => part.scenario === scenario && part.name === name));
    return { scenario, twins, alerts: twins.flatMap((run) => (run ? alertsFor(run) : [])) };
  });
}

function tableOf(rows: readonly (readonly string[])[], widths: readonly number[]): string[] {
  const text = table(
    rows.map((row) => [...row]),
    {
      border: getBorderCharacters('void'),
      columnDefault: { paddingLeft: 0, paddingRight: gap, wrapWord: true },
      columns: widths.map((columnWidth) => ({ width: columnWidth })),
      drawHorizontalLine: () => false,
    },
  );
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd());
}

function longest(words: readonly string[]): number {
  return Math.max(...words.map(({ length }) => length));
}

function widthsFor(scenarios: readonly Scenario[], width: number): number[] {
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

/** What Deadbeat says of it comes first: that is what there is to see. */
function twinInShort(run: ScenarioRun | undefined, latest: Saying): string {
  if (run === undefined) return '';
  const saying = sayingOf(latest, run.part.twin);
  return saying === '' ? phaseOf(run) : `${saying}${run.isOver ? `; ${phaseOf(run)}` : ''}`;
}

function phaseOf(run: ScenarioRun): string {
  if (run.isOver) return run.ending ?? '';
  return `${run.phase} ${Math.round((Date.now() - run.since.getTime()) / 1000)} s`;
}
