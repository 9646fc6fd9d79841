import type { Reason } from '../model/activity/reason.js';
import type { Estimate } from '../model/audit/estimate.js';
import type { Interval } from './report-schema.js';

export const nothing: Estimate = { total: 0, interval: undefined };

type Figure<N extends string> = Readonly<Record<N, number> & Record<`${N}Interval`, Interval>>;

/** Milliseconds, as seconds with their interval. */
export function figure<N extends string>(name: N, estimate: Estimate): Figure<N> {
  return { [name]: estimate.total / 1000, [`${name}Interval`]: seconds(estimate) } as Figure<N>;
}

export function countOf<N extends string>(name: N, { total, interval }: Estimate): Figure<N> {
  const [low, high] = interval ?? [];
  const rounded = low === undefined || high === undefined ? null : [Math.floor(low), Math.ceil(high)];
  return { [name]: Math.round(total), [`${name}Interval`]: rounded } as Figure<N>;
}

function seconds({ interval }: Estimate): Interval {
  return interval === undefined ? null : [interval[0] / 1000, interval[1] / 1000];
}

export function reasonFigures(byReason: readonly (readonly [Reason, Estimate])[]) {
  return {
    wastedSecondsByReason: Object.fromEntries(byReason.map(([reason, { total }]) => [reason, total / 1000])),
    wastedSecondsByReasonInterval: Object.fromEntries(
      byReason.map(([reason, estimate]) => [reason, seconds(estimate)]),
    ),
  };
}
