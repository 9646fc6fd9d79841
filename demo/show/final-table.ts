import { getBorderCharacters, table } from 'table';
import type { Verdict } from '../verdict.js';

/** The end of a run: what each scenario cost without the remedy and with it, and how Deadbeat's figures compare. */
export function finalTable(verdicts: readonly Verdict[]): string {
  const rows = [...new Set(verdicts.map(({ scenario }) => scenario))].map((scenario) => {
    const of = (twin: Verdict['twin']) => verdicts.find((one) => one.scenario === scenario && one.twin === twin);
    const [without, withRemedy] = [of('without'), of('with')];
    const saved =
      without?.history === undefined || withRemedy?.history === undefined
        ? undefined
        : without.history - withRemedy.history;
    const pair = (twin?: Verdict) => [figure(twin?.history), figure(twin?.deadbeat)];
    return [scenario, ...pair(without), ...pair(withRemedy), figure(saved), difference(without, withRemedy)];
  });
  const titles = [
    ['', 'without the remedy', '', 'with the remedy', '', '', ''],
    ['scenario', 'history', 'Deadbeat', 'history', 'Deadbeat', 'saved', 'largest difference'],
  ];
  return table([...titles, ...rows], {
    border: getBorderCharacters('norc'),
    columns: [{}, ...Array.from({ length: 6 }, () => ({ alignment: 'right' as const }))],
    drawHorizontalLine: (index, count) => index === 0 || index === 2 || index === count,
    spanningCells: [
      { row: 0, col: 1, colSpan: 2, alignment: 'center' },
      { row: 0, col: 3, colSpan: 2, alignment: 'center' },
    ],
  });
}

function figure(seconds: number | undefined): string {
  return seconds === undefined ? 'not over' : `${seconds.toFixed(1)} s`;
}

function difference(...verdicts: readonly (Verdict | undefined)[]): string {
  const gaps = verdicts.map((one) =>
    one?.history === undefined || one.deadbeat === undefined ? undefined : Math.abs(one.history - one.deadbeat),
  );
  const known = gaps.filter((gap) => gap !== undefined);
  if (known.length === 0) return '';
  return `${Math.max(...known).toFixed(3)} s${verdicts.some((one) => one?.agrees === false) ? ' DISAGREES' : ''}`;
}

/** A line for everything that Deadbeat said wrongly or left out. */
export function complaints(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ scenario, twin, agrees, history, deadbeat, missed, accused }) => [
    ...(agrees === false
      ? [`${scenario}, ${twin}: Deadbeat measured ${deadbeat?.toFixed(3)} s, history says ${history?.toFixed(3)} s`]
      : []),
    ...missed.map((sight) => `${scenario}, ${twin}: Deadbeat never said ${sight}`),
    ...accused.map((sight) => `${scenario}, ${twin}: Deadbeat said ${sight} without cause`),
  ]);
}
