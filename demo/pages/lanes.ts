import { findings } from '../../collector/findings/findings.js';
import type { TwinRecord } from '../record/record.js';
import { colours } from './colours.js';

export type Bar = Readonly<{ from: number; to: number; colour: string }>;
export type Lane = Readonly<{ name: string; bars: readonly Bar[] }>;
export type Mark = Readonly<{ at: number; text: string }>;

/** What a picture shows of a twin from top to bottom: the attempts, and each thing that Deadbeat said. */
export function lanesOf(record: TwinRecord): Lane[] {
  return [...attemptLanes(record), ...findingLanes(record)];
}

export function marksOf({ cancelRequestedAt, harmedAt, closedAt, ending, alerts }: TwinRecord): Mark[] {
  return [
    ...(cancelRequestedAt === undefined ? [] : [{ at: cancelRequestedAt, text: 'cancel requested' }]),
    ...(harmedAt === undefined ? [] : [{ at: harmedAt, text: 'worker gone' }]),
    ...alerts.map(({ name, at }) => ({ at, text: name })),
    { at: closedAt, text: `workflow closed: ${ending}` },
  ].sort((a, b) => a.at - b.at);
}

/** Attempts that run at the same time have lanes of their own. */
function attemptLanes(record: TwinRecord): Lane[] {
  const lanes: { from: number; to: number }[][] = [];
  for (const attempt of record.attempts) {
    const free = lanes.find((lane) => (lane.at(-1)?.to ?? 0) <= attempt.from);
    if (free === undefined) lanes.push([attempt]);
    else free.push(attempt);
  }
  return lanes.map((attempts, index) => ({
    name: index === 0 ? (lanes.length === 1 ? 'activity' : 'activities') : '',
    bars: attempts.flatMap((attempt) => barsOf(attempt, record)),
  }));
}

/** Wanted up to the cancel request, or up to the death of its worker. */
function barsOf({ from, to }: { from: number; to: number }, { cancelRequestedAt, harmedAt }: TwinRecord): Bar[] {
  const cancelled = cancelRequestedAt !== undefined && cancelRequestedAt < to ? Math.max(from, cancelRequestedAt) : to;
  const harmed = harmedAt !== undefined && harmedAt > from && harmedAt < to ? harmedAt : to;
  const turn = Math.min(cancelled, harmed);
  const bars: Bar[] = [
    { from, to: turn, colour: colours.wanted },
    { from: turn, to, colour: cancelled < to ? colours.wasted : colours.lost },
  ];
  return bars.filter((bar) => bar.to > bar.from);
}

function findingLanes({ findings: seen }: TwinRecord): Lane[] {
  const names = [...new Set(seen.map(({ finding }) => finding))];
  return names.map((name) => ({
    name,
    bars: seen
      .filter(({ finding }) => finding === name)
      .map(({ from, to }) => ({ from, to: Math.max(to, from + 0.5), colour: findings[name].colour })),
  }));
}
