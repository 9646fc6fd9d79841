import { inSeconds } from '../text/duration.js';
import type { AuditedType, AuditReport, Interval } from './report-schema.js';

/** A total in words: with its 95 % interval where it was estimated, marked exact where others of the report are estimates. */
export type Figures = Readonly<{
  duration: (seconds: number, interval: Interval) => string;
  count: (count: number, interval: Interval) => string;
  money: (amount: number) => string;
}>;

export function figuresOf(report: Pick<AuditReport, 'executions' | 'currency' | 'types'>): Figures {
  const mark = isSampled(report) ? ' (exact)' : '';
  const digits = moneyDigitsOf(report);
  return {
    duration: (seconds, interval) =>
      interval === null ? inSeconds(seconds) + mark : durationFigure(seconds, interval),
    count: (count, interval) => (interval === null ? `${count}` : `${count} (${interval[0]} to ${interval[1]})`),
    money: (amount) => `${amount.toFixed(digits)} ${report.currency ?? ''}`.trim(),
  };
}

/** Fewer histories were read than there are executions: figures are estimates. */
export function isSampled({ executions }: Pick<AuditReport, 'executions'>): boolean {
  const { closed, open, read } = executions;
  return read < closed + open;
}

/** `1h2m3s (40m to 1h20m)` */
export function durationFigure(seconds: number, interval: Interval): string {
  if (interval === null) return inSeconds(seconds);
  const [low, high] = interval.map((bound) => inSeconds(roundToScale(bound))) as [string, string];
  return `${inSeconds(roundToScale(seconds))} (${low} to ${high})`;
}

/** Whether it is not written as 0s. */
export function isWritten(seconds: number): boolean {
  return seconds >= 1;
}

/** Estimates are not written to the second: to the minute above ten hours, to ten seconds above ten minutes. */
function roundToScale(seconds: number): number {
  const step = seconds > 36_000 ? 60 : seconds > 600 ? 10 : 1;
  return Math.round(seconds / step) * step;
}

const moneyDigitsAtMost = 6;

/** The fewest digits, from two on, with which the amounts of the types add up to the total as it is written. */
function moneyDigitsOf({ types }: Pick<AuditReport, 'types'>): number {
  const amounts = types.map(({ savedCostAtMost }) => savedCostAtMost ?? 0);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  for (let digits = 2; digits < moneyDigitsAtMost; digits++) {
    const written = amounts.reduce((sum, amount) => sum + Number(amount.toFixed(digits)), 0);
    if (written.toFixed(digits) === total.toFixed(digits)) return digits;
  }
  return moneyDigitsAtMost;
}

/** Wasted although the activity had received the cancellation: code that stops then would have saved at most so much. */
export function ignoredOf(type: AuditedType): Total {
  return {
    seconds: type.wastedSecondsByReason.ignoring_cancel ?? 0,
    interval: type.wastedSecondsByReasonInterval.ignoring_cancel ?? null,
  };
}

type Summed =
  | 'savedSecondsAtMost'
  | 'savedWasteSecondsAtMost'
  | 'savedWaitSecondsAtMost'
  | 'lostSecondsAtMost'
  | 'orphanedSecondsAtMost'
  | 'timedOutAtLeast';

type Total = Readonly<{ seconds: number; interval: Interval }>;

/** Over all types. */
export function sumOver(types: readonly AuditedType[], field: Summed): Total {
  return totalOf(types.map((type) => ({ seconds: type[field], interval: type[`${field}Interval`] })));
}

/** By code that stops when cancelled, of types that need no other heartbeat timeout: those are not in savedWasteSecondsAtMost. */
export function savedByCodeOver(types: readonly AuditedType[]): Total {
  return totalOf(types.filter((type) => type.suggestedHeartbeatTimeoutSeconds === null).map(ignoredOf));
}

/** The interval holds also where the errors of all parts go the same way. */
function totalOf(parts: readonly Total[]): Total {
  const bounds = parts.map(({ seconds, interval }) => interval ?? ([seconds, seconds] as const));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const isExact = parts.every(({ interval }) => interval === null);
  return {
    seconds: sum(parts.map(({ seconds }) => seconds)),
    interval: isExact ? null : [sum(bounds.map(([low]) => low)), sum(bounds.map(([, high]) => high))],
  };
}
