import { getBorderCharacters, table } from 'table';
import type { Measure, TwinName } from '../scenarios/scenario.js';
import type { Verdict } from '../verdict.js';

/** The end of a run: what each scenario cost without the remedy and with it, and how Deadbeat's figures compare. */
export function finalTable(verdicts: readonly Verdict[]): string {
  const rows = [...new Set(verdicts.map(({ scenario }) => scenario))].map((scenario) => {
    const of = (twin: TwinName) => verdicts.find((one) => one.scenario === scenario && one.twin === twin);
    return rowOf(scenario, of('without'), of('with'));
  });
  const titles = [
    ['', '', 'without the remedy', '', 'with the remedy', '', '', ''],
    ['scenario', 'measured', 'history', 'Deadbeat', 'history', 'Deadbeat', 'saved', 'difference'],
  ];
  return table([...titles, ...rows], {
    border: getBorderCharacters('norc'),
    columns: [{}, {}, ...Array.from({ length: 6 }, () => ({ alignment: 'right' as const }))],
    drawHorizontalLine: (index, count) => index === 0 || index === 2 || index === count,
    spanningCells: [
      { row: 0, col: 2, colSpan: 2, alignment: 'center' },
      { row: 0, col: 4, colSpan: 2, alignment: 'center' },
    ],
  });
}

function rowOf(scenario: string, without: Verdict | undefined, withRemedy: Verdict | undefined): string[] {
  const measure = without?.measure ?? 'wasted';
  const figure = (value: number | undefined) => (value === undefined ? 'not judged' : inUnits(measure, value));
  const isOver = without?.history !== undefined && withRemedy?.history !== undefined;
  const saved = isOver ? (without.history ?? 0) - (withRemedy.history ?? 0) : undefined;
  return [
    scenario,
    measureNames[measure],
    ...[without, withRemedy].flatMap((one) => [
      figure(one?.history),
      one?.deadbeat === undefined ? figure(undefined) : deadbeatFigure(one),
    ]),
    saved === undefined ? '' : inUnits(measure, saved),
    differenceOf(measure, [without, withRemedy]),
  ];
}

export const measureNames: Readonly<Record<Measure, string>> = {
  wasted: 'ran after its cancel',
  lost: 'waited for a dead worker',
  orphaned: 'allowed after the close',
  slots: 'held by the given up',
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
  '≥: Deadbeat counts a dead worker only once it knows of the death; what is over sooner it does not count.';

export const nothingComparedNote =
  'Nothing could be compared yet: no scenario has come to its end with both its twins. Give it longer with --for.';

/** A line for everything that Deadbeat said wrongly or left out. */
export function complaints(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ scenario, twin, agrees, history, deadbeat, missed, accused, unrung, falseAlarms }) => [
    ...(agrees === false ? [`${scenario}, ${twin}: Deadbeat measured ${deadbeat}, history says ${history}`] : []),
    ...missed.map((sight) => `${scenario}, ${twin}: Deadbeat never said ${sight}`),
    ...accused.map((sight) => `${scenario}, ${twin}: Deadbeat said ${sight} without cause`),
    ...unrung.map((alert) => `${scenario}, ${twin}: ${alert} never fired`),
    ...falseAlarms.map((alert) => `${scenario}, ${twin}: ${alert} fired without cause`),
  ]);
}
