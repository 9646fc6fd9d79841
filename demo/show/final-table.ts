import { getBorderCharacters, table } from 'table';
import type { Measure, TwinName } from '../scenarios/scenario.js';
import type { Verdict } from '../verdict.js';

/**
 * The end of a run: what each scenario cost without the remedy and with it, and how Deadbeat's figures compare. In a
 * terminal that is too narrow for it, without lines between the columns and with two of them stacked.
 */
export function finalTable(verdicts: readonly Verdict[], terminalColumns = Number.POSITIVE_INFINITY): string {
  const rows = [...new Set(verdicts.map(({ scenario }) => scenario))].map((scenario) => {
    const of = (twin: TwinName) => verdicts.find((one) => one.scenario === scenario && one.twin === twin);
    return rowOf(scenario, of('without'), of('with'));
  });
  const wide = wideTable(rows);
  return wide.indexOf('\n') <= terminalColumns ? wide : narrowTable(rows);
}

const twinTitles = ['without the remedy', '', 'with the remedy', ''];
const figureTitles = ['history', 'Deadbeat', 'history', 'Deadbeat', 'saved'];
const alignedRight = { alignment: 'right' } as const;

function wideTable(rows: readonly Row[]): string {
  const titles = [
    ['', '', ...twinTitles, '', ''],
    ['scenario', 'measured', ...figureTitles, 'difference'],
  ];
  return table([...titles, ...rows.map((row) => Object.values(row).flat())], {
    border: getBorderCharacters('norc'),
    columns: [{}, {}, ...Array.from({ length: 6 }, () => alignedRight)],
    drawHorizontalLine: (index, count) => index === 0 || index === 2 || index === count,
    spanningCells: spanningFrom(2),
  });
}

/** 79 columns wide. */
function narrowTable(rows: readonly Row[]): string {
  const titles = [
    ['', ...twinTitles, '', ''],
    ['scenario', ...figureTitles, 'differs'],
  ];
  const cells = rows.map(({ scenario, measured, figures, saved, difference }) => [
    `${scenario}\n  ${measured}`,
    ...figures,
    saved,
    difference,
  ]);
  const text = table([...titles, ...cells], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: 1, wrapWord: true },
    columns: [{ width: 26 }, ...[8, 8, 8, 8, 8, 7].map((width) => ({ width, ...alignedRight }))],
    drawHorizontalLine: () => false,
    spanningCells: spanningFrom(1),
  });
  return text.replaceAll(/ +$/gm, '');
}

/** The titles of the twins, over two columns each. */
function spanningFrom(col: number) {
  return [col, col + 2].map((first) => ({ row: 0, col: first, colSpan: 2, alignment: 'center' as const }));
}

type Row = Readonly<{
  scenario: string;
  measured: string;
  /** History's and Deadbeat's without the remedy, then with it. */
  figures: readonly string[];
  saved: string;
  difference: string;
}>;

function rowOf(scenario: string, without: Verdict | undefined, withRemedy: Verdict | undefined): Row {
  const measure = without?.measure ?? 'wasted';
  const figure = (value: number | undefined) => (value === undefined ? 'not judged' : inUnits(measure, value));
  const isOver = without?.history !== undefined && withRemedy?.history !== undefined;
  const saved = isOver ? (without.history ?? 0) - (withRemedy.history ?? 0) : undefined;
  return {
    scenario,
    measured: measureNames[measure],
    figures: [without, withRemedy].flatMap((one) => [
      figure(one?.history),
      one?.deadbeat === undefined ? figure(undefined) : deadbeatFigure(one),
    ]),
    saved: saved === undefined ? '' : inUnits(measure, saved),
    difference: differenceOf(measure, [without, withRemedy]),
  };
}

export const measureNames: Readonly<Record<Measure, string>> = {
  wasted: 'time run after the cancel request',
  lost: 'time waited for a dead worker',
  orphaned: 'time allowed after workflow close',
  slots: 'slots held by given-up attempts',
};

export function inUnits(measure: Measure, value: number): string {
  return measure === 'slots' ? `${value} slots` : `${value.toFixed(1)} s`;
}

export function deadbeatFigure({ measure, deadbeat = 0, isBound }: Pick<Verdict, 'measure' | 'deadbeat' | 'isBound'>) {
  return `${isBound ? '≥ ' : ''}${inUnits(measure, deadbeat)}`;
}

/** The larger one of the two twins'; a bound has none. */
function differenceOf(measure: Measure, verdicts: readonly (Verdict | undefined)[]): string {
  const gaps = verdicts.flatMap((one) =>
    one?.history === undefined || one.deadbeat === undefined || one.isBound
      ? []
      : [Math.abs(one.history - one.deadbeat)],
  );
  if (gaps.length === 0) return '';
  const gap = Math.max(...gaps);
  return measure === 'slots' ? String(gap) : `${gap.toFixed(3)} s`;
}

export const boundNote =
  "≥ means at least: Deadbeat counts a wait only once the worker is known to be dead, starting at the worker's last report. A wait that ends before that may not be counted.";

export const nothingComparedNote =
  'Nothing could be compared yet: no scenario has come to its end with both its twins. Give it longer with --for.';

/** A line for everything that Deadbeat said wrongly or left out. */
export function complaints(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ scenario, twin, agrees, history, deadbeat, missed, accused, notFired, falseAlarms }) => [
    ...(agrees === false ? [`${scenario}, ${twin}: Deadbeat measured ${deadbeat}, history says ${history}`] : []),
    ...missed.map((finding) => `${scenario}, ${twin}: Deadbeat never said ${finding}`),
    ...accused.map((finding) => `${scenario}, ${twin}: Deadbeat said ${finding} without cause`),
    ...notFired.map((alert) => `${scenario}, ${twin}: ${alert} never fired`),
    ...falseAlarms.map((alert) => `${scenario}, ${twin}: ${alert} fired without cause`),
  ]);
}
