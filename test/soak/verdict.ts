import { table } from 'table';
import { type Cancelled, wastedMs } from '../e2e/lost/support/truth.js';
import { type Kind, kindNames } from './episodes.js';
import type { Sample, Samples } from './samples.js';

export type Line = Readonly<{
  kind: Kind;
  cancelled: number;
  inHistogram: number;
  countedSeconds: number;
  trueSeconds: number;
  /** Seconds of attempts whose worker was taken to be gone: here it never is. */
  lostSeconds: number;
  /** Most that was shown beyond the truth of the same moment. */
  aheadSeconds: number;
}>;

export type Verdict = Readonly<{ lines: readonly Line[]; misses: readonly string[]; rss: string }>;

const toleratedShare = 0.001;
/** A millisecond for each sample of ours that falls between two clock readings. */
const toleratedAheadSeconds = 0.005;

/** Compares what the collector counted with what history says. */
export function judge(truth: ReadonlyMap<Kind, readonly Cancelled[]>, samples: Samples): Verdict {
  const lines = kindNames.map((kind) => lineOf(kind, truth.get(kind) ?? [], samples));
  const misses = lines.flatMap(missesOf);
  misses.push(...samples.falls.map((fall) => `a counter fell: ${fall}`));
  for (const cause of ['deadbeat_unexamined_executions_total', 'deadbeat_unreadable_total'])
    if ((samples.last.sum(cause) ?? 0) > 0) misses.push(`${cause} is ${samples.last.sum(cause)}`);
  const { text, isFlat } = rssOf(samples.all);
  if (!isFlat) misses.push(`memory grew: ${text}`);
  return { lines, misses, rss: text };
}

/** Whether the last scrape holds everything that history says. */
export function isAccountedFor(truth: ReadonlyMap<Kind, readonly Cancelled[]>, { last }: Samples): boolean {
  return kindNames.every((kind) => {
    const cancelled = truth.get(kind) ?? [];
    return isClose(countedIn(last, kind), wastedMs(cancelled) / 1000) && endedIn(last, kind) >= cancelled.length;
  });
}

function countedIn(metrics: Sample['metrics'], kind: Kind): number {
  return metrics.sum('deadbeat_wasted_seconds_total', { activity_type: kind }) ?? 0;
}

function endedIn(metrics: Sample['metrics'], kind: Kind): number {
  return metrics.sum('deadbeat_cancel_to_end_seconds_count', { activity_type: kind }) ?? 0;
}

function isClose(countedSeconds: number, trueSeconds: number): boolean {
  return Math.abs(countedSeconds - trueSeconds) <= toleratedShare * trueSeconds;
}

function lineOf(kind: Kind, cancelled: readonly Cancelled[], samples: Samples): Line {
  const { last } = samples;
  const ahead = samples.all.map(
    ({ metrics, answeredAt }) => countedIn(metrics, kind) - wastedMs(cancelled, answeredAt) / 1000,
  );
  return {
    kind,
    cancelled: cancelled.length,
    inHistogram: endedIn(last, kind),
    countedSeconds: countedIn(last, kind),
    trueSeconds: wastedMs(cancelled) / 1000,
    lostSeconds: last.sum('deadbeat_lost_seconds_total', { activity_type: kind }) ?? 0,
    aheadSeconds: Math.max(0, ...ahead),
  };
}

function missesOf({
  kind,
  cancelled,
  inHistogram,
  countedSeconds,
  trueSeconds,
  lostSeconds,
  aheadSeconds,
}: Line): string[] {
  const misses: string[] = [];
  if (!isClose(countedSeconds, trueSeconds))
    misses.push(`${kind}: ${countedSeconds} s counted, ${trueSeconds} s by history`);
  if (lostSeconds > 0) misses.push(`${kind}: ${lostSeconds} s counted as lost, though the worker never was`);
  if (inHistogram !== cancelled) misses.push(`${kind}: ${inHistogram} in the histogram, ${cancelled} by history`);
  if (aheadSeconds > toleratedAheadSeconds) misses.push(`${kind}: ${aheadSeconds} s ahead of the truth`);
  return misses;
}

export function verdictTable({ lines }: Verdict): string {
  const head = [
    'activity type',
    'cancelled',
    'in histogram',
    'wasted s',
    'by history s',
    'difference %',
    'lost s',
    'ahead s',
  ];
  const rows = lines.map((line) => [
    line.kind,
    line.cancelled,
    line.inHistogram,
    line.countedSeconds.toFixed(3),
    line.trueSeconds.toFixed(3),
    line.trueSeconds === 0 ? '' : (100 * (line.countedSeconds / line.trueSeconds - 1)).toFixed(4),
    line.lostSeconds.toFixed(3),
    line.aheadSeconds.toFixed(3),
  ]);
  return table([head, ...rows], { columnDefault: { alignment: 'right' }, columns: { 0: { alignment: 'left' } } });
}

/** Of the time of the last collector. */
const warmUpShare = 0.25;
const judgedFromMs = 8 * 60_000;
const growthAtMost = 1.05;

/** The last collector runs longest: once it is warm, the last quarter of its time takes no more memory than the first. */
export function rssOf(samples: readonly Pick<Sample, 'answeredAt' | 'pid' | 'rssBytes'>[]): {
  text: string;
  isFlat: boolean;
} {
  const most = Math.max(...samples.map(({ rssBytes }) => rssBytes)) / 2 ** 20;
  const ofLast = samples.filter(({ pid }) => pid === samples.at(-1)?.pid);
  const [from = 0, until = 0] = [ofLast[0]?.answeredAt, ofLast.at(-1)?.answeredAt];
  // A short run ends before the process is warm: nothing can be said of its memory.
  if (until - from < judgedFromMs)
    return { text: `at most ${most.toFixed(0)} MiB; the run is too short to say whether it grows`, isFlat: true };
  const warmFrom = from + warmUpShare * (until - from);
  const quarterMs = (until - warmFrom) / 4;
  const megabytes = (after: number, before: number) =>
    median(ofLast.filter(({ answeredAt: at }) => at >= after && at <= before).map(({ rssBytes }) => rssBytes)) /
    2 ** 20;
  const early = megabytes(warmFrom, warmFrom + quarterMs);
  const late = megabytes(until - quarterMs, until);
  const isFlat = late <= growthAtMost * early;
  const change = `${late >= early ? '+' : ''}${(100 * (late / early - 1)).toFixed(1)} %`;
  const text = `at most ${most.toFixed(0)} MiB; the last collector, once warm: first quarter ${early.toFixed(0)}, last quarter ${late.toFixed(0)} MiB (${change}; ${isFlat ? 'flat' : 'not flat'} within 5 %)`;
  return { text, isFlat };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
