import { isGivenUp } from '../../findings/given-up.js';
import type { Row } from '../../findings/row.js';

/** A common time axis: milliseconds since the epoch, from left to right. */
export type Axis = Readonly<{ from: number; now: number; to: number }>;

const shortestMs = 10_000;
/** Of the time before now, so much is shown of what came before the first cancel request, and of what is still to come. */
const before = 0.25;
const after = 0.35;

/** From a little before the oldest cancel request (or start, where nothing was cancelled) to a little after now. */
export function axisFor(rows: readonly Row[], now: number): Axis {
  const since = rows.flatMap(({ cancelRequestedAt, startedAt }) => {
    const at = cancelRequestedAt ?? startedAt;
    return at === null ? [] : [Date.parse(at)];
  });
  const oldest = since.reduce((least, at) => Math.min(least, at), now - shortestMs);
  const spanMs = now - oldest;
  return { from: now - spanMs * (1 + before), now, to: now + spanMs * after };
}

/** In percent of the width, within it. */
export function positionOf({ from, to }: Axis, at: number): number {
  return Math.min(100, Math.max(0, ((at - from) / (to - from)) * 100));
}

/** The parts of one bar, in percent; a part without width is left out. */
export type Bar = Readonly<{
  parts: readonly Readonly<{ kind: 'wanted' | 'wasted' | 'rest' | 'maybe'; left: number; width: number }>[];
  /** Where the cancellation was requested, and where heartbeats were seen. */
  marks: readonly Readonly<{ kind: 'cancel' | 'heartbeat'; at: number }>[];
  /** It may run on beyond the right edge. */
  goesOn: boolean;
}>;

/**
 * Attempt start to cancel request to the last observation; then, until the server forces an end, what is still to come.
 * What the server no longer ends may run on: an orphan as long as its timeouts allowed it, what it has given up on until now at least.
 */
export function barFor(row: Row, axis: Axis): Bar {
  const at = (time: string | null) => (time === null ? undefined : Date.parse(time));
  const givenUp = isGivenUp(row);
  const started = at(row.startedAt) ?? axis.from;
  const observed = Math.max(started, at(row.observedAt) ?? axis.now);
  const cancel = at(row.cancelRequestedAt);
  const turn = cancel === undefined ? observed : Math.min(observed, Math.max(started, cancel));
  // After its workflow closed, it is not known to have run, nor since its worker was lost.
  const mayRunOn = givenUp || row.orphaned;
  const confirmed =
    (mayRunOn || row.lost) && row.wastedSeconds !== null
      ? Math.min(observed, turn + row.wastedSeconds * 1000)
      : observed;
  const forcedEnd = at(row.forcedEndAt);
  const end = forcedEnd ?? axis.to;
  const goesOn = !givenUp && (forcedEnd ?? Number.POSITIVE_INFINITY) > axis.to;
  const part = (kind: Bar['parts'][number]['kind'], from: number, to: number) => {
    const left = positionOf(axis, from);
    return { kind, left, width: positionOf(axis, to) - left };
  };
  // Of a cancelled one whose request is not known, how much was wanted is not known either.
  const isTurnKnown = cancel !== undefined || row.state !== 'cancel_requested';
  const parts = [
    ...(isTurnKnown ? [part('wanted', started, turn)] : []),
    part('wasted', turn, confirmed),
    part(mayRunOn ? 'maybe' : 'rest', confirmed, givenUp ? axis.now : Math.max(observed, end)),
  ];
  const mark = (kind: Bar['marks'][number]['kind'], when: number) =>
    when < axis.from ? [] : [{ kind, at: positionOf(axis, when) }];
  const marks = [
    ...(cancel === undefined ? [] : mark('cancel', cancel)),
    ...row.heartbeatsAt.flatMap((heartbeat) => mark('heartbeat', Date.parse(heartbeat))),
  ];
  return { parts: parts.filter(({ width }) => width > 0), marks, goesOn };
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];

/** Instants for a scale of about five lines, each with its distance from now in seconds. */
export function ticksOf({ from, now, to }: Axis): { at: number; secondsAgo: number }[] {
  const wanted = (to - from) / 1000 / 5;
  const step = steps.find((one) => one >= wanted) ?? 86_400 * Math.ceil(wanted / 86_400);
  const first = -Math.floor((to - now) / 1000 / step);
  const last = Math.floor((now - from) / 1000 / step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step).map((secondsAgo) => ({
    at: now - secondsAgo * 1000,
    secondsAgo,
  }));
}
