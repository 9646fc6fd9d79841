import type { InputSeries } from './promtool.js';
import { kind } from './scenario.js';
import { type At, scraped, targetUp } from './series.js';

export const hour = 3600;
/** When the condition of a test begins. */
export const from = 600;
export const { namespace } = kind;
/** That of the budget has its own tests. */
export const group = 'deadbeat';

/** A collector at work, with `series` in place of its own. */
export function withCollector(series: readonly InputSeries[], end: number, isUp: At = () => 1): InputSeries[] {
  const collector = [
    targetUp(end, () => 1),
    scraped('up', { namespace }, end, isUp),
    scraped('lastCompletePass', { namespace }, end, lastCompletePass(isUp)),
  ];
  return [...collector.filter(({ series: name }) => !series.some((one) => one.series === name)), ...series];
}

/** Passes complete at the moments of the scrapes that say so. */
function lastCompletePass(isUp: At): At {
  return (second) => {
    for (let before = second; before >= 0; before -= 5) if (isUp(before) === 1) return before;
    return undefined;
  };
}
