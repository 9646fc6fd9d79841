import type { ComponentChildren } from 'preact';
import { findings } from '../../findings/findings.js';
import { type Reason, reasons } from '../../model/activity/reason.js';
import { inSeconds } from '../../text/duration.js';
import { inZone, offsetMs, zoneText } from '../../text/zone.js';
import type { History } from '../overview-schema.js';
import { anchorAt, Spot } from './picture.js';
import { useZone } from './zone.js';

type Bucket = History['minutes'][number];

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
const height = 90;
/** In percent of the width of a phone: half of a date. */
const edge = 8;

type ChartProps = Readonly<{
  title: string;
  buckets: readonly Bucket[];
  lengthMs: number;
  count: number;
  tickMs: number;
  /** When Deadbeat started, in milliseconds since the epoch. */
  startedAt: number;
  now: number;
}>;

/** Stacked bars, one per minute or hour; a missing one was zero. */
export function Chart({ title, buckets, lengthMs, count, tickMs, startedAt, now }: ChartProps) {
  const first = Math.floor(now / lengthMs) - count + 1;
  const known = new Map(buckets.map((bucket) => [Math.round(Date.parse(bucket.startsAt) / lengthMs), bucket.seconds]));
  const sums = buckets.map(({ seconds }) => sumOf(seconds));
  const most = Math.max(1, ...sums);
  const total = sums.reduce((sum, one) => sum + one, 0);
  const present = reasons.filter((reason) => buckets.some(({ seconds }) => seconds[reason] !== undefined));
  const from = first * lengthMs;
  const positionOf = (at: number) => (at - from) / lengthMs;
  const hasStarted = startedAt > from;
  const zone = useZone();
  const ticks = ticksIn(from, count * lengthMs, tickMs, offsetMs(now, zone));
  return (
    <figure>
      <figcaption>
        {title}: <strong>{inSeconds(total)}</strong> wasted
      </figcaption>
      <p class="most">{total > 0 && `highest: ${inSeconds(most)} in one ${lengthMs === hourMs ? 'hour' : 'minute'}`}</p>
      <svg
        class="chart"
        role="img"
        aria-label={`${title}: ${inSeconds(total)} wasted`}
        viewBox={`0 0 ${count} ${height}`}
        preserveAspectRatio="none"
      >
        {ticks.map((at) => (
          <line
            key={at}
            class={isMidnight(at, zone) ? 'midnight' : 'tick'}
            {...{ x1: positionOf(at), x2: positionOf(at), y1: 0, y2: height }}
          />
        ))}
        {Array.from({ length: count }, (_, index) => {
          const seconds = known.get(first + index);
          return seconds === undefined ? null : stackOf(seconds, index, height / most);
        })}
        {hasStarted && (
          <line class="started" {...{ x1: positionOf(startedAt), x2: positionOf(startedAt), y1: 0, y2: height }} />
        )}
      </svg>
      <svg class="times" aria-hidden="true" height="16" width="100%">
        {ticks.map((at) => (
          <text
            key={at}
            x={`${(100 * positionOf(at)) / count}%`}
            y={12}
            text-anchor={anchorAt((100 * positionOf(at)) / count, edge)}
          >
            {tickText(at, zone)}
          </text>
        ))}
      </svg>
      {hasStarted && (
        <p class="note">
          Dashed line: Deadbeat started at {inZone(startedAt, zone).slice(0, 16)} {zoneText(startedAt, zone)}. Time
          wasted while Deadbeat was not running is shown at the time when Deadbeat found it.
        </p>
      )}
      <ul class="legend">
        {present.map((reason) => (
          <li key={reason}>
            <Spot colour={findings[reason].colour} /> {findings[reason].title}
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** Whole multiples of the tick, in local time, within the time shown; those too near to an edge for their text left out. */
function ticksIn(from: number, lengthMs: number, tickMs: number, zoneMs: number): number[] {
  const margin = lengthMs / 25;
  const first = Math.ceil((from + margin + zoneMs) / tickMs) * tickMs - zoneMs;
  const count = Math.max(0, Math.floor((from + lengthMs - margin - first) / tickMs) + 1);
  return Array.from({ length: count }, (_, index) => first + index * tickMs);
}

/** The date at midnight, else the time of day. */
function tickText(at: number, zone: string): string {
  const local = inZone(at, zone);
  if (!isMidnight(at, zone)) return local.slice(11, 16);
  return new Date(`${local.slice(0, 10)}T00:00Z`).toLocaleDateString('en', {
    ...{ month: 'short', day: 'numeric', timeZone: 'UTC' },
  });
}

function isMidnight(at: number, zone: string): boolean {
  return inZone(at, zone).endsWith(' 00:00:00');
}

function stackOf(seconds: Bucket['seconds'], index: number, scale: number): ComponentChildren {
  let top = height;
  return reasons.map((reason: Reason) => {
    const size = (seconds[reason] ?? 0) * scale;
    top -= size;
    return size === 0 ? null : (
      <rect
        key={`${index} ${reason}`}
        x={index + 0.08}
        width={0.84}
        y={top}
        height={size}
        fill={findings[reason].colour}
      />
    );
  });
}

function sumOf(seconds: Bucket['seconds']): number {
  return Object.values(seconds).reduce((sum, one) => sum + one, 0);
}
