import { remedyOf } from '../../findings/advice.js';
import { okabeIto } from '../../findings/colours.js';
import { findings } from '../../findings/findings.js';
import type { Row } from '../../findings/row.js';
import { inSeconds } from '../../text/duration.js';
import { type Axis, barFor, positionOf, ticksOf } from './scale.js';

/** The colour of what is wrong; of what the server has given up on, that of why it ran on, where it is known. */
export function colourOf(row: Row): string {
  const [first] = row.findings.map((finding) => remedyOf(finding, row));
  return first === undefined ? okabeIto.grey : findings[first].colour;
}

/** One offender on the common time axis. Its text is beside it: a reader of the screen needs no picture. */
export function Picture({ row, axis }: { row: Row; axis: Axis }) {
  const { parts, marks, goesOn } = barFor(row, axis);
  const colour = colourOf(row);
  return (
    <svg class="picture" aria-hidden="true" height="22" width="100%" focusable="false">
      {ticksOf(axis).map(({ at, secondsAgo }) => {
        const x = `${positionOf(axis, at)}%`;
        return secondsAgo === 0 ? null : <line key={`tick ${secondsAgo}`} class="tick" x1={x} x2={x} y1={0} y2={22} />;
      })}
      {parts.map(({ kind, left, width }) => (
        <rect
          key={kind}
          class={`part ${kind}`}
          x={`${left}%`}
          width={`${Math.max(width, 0.3)}%`}
          y={kind === 'wasted' ? 3 : 6}
          height={kind === 'wasted' ? 16 : 10}
          fill={fillOf(kind, colour)}
        />
      ))}
      <line class="now" x1={`${positionOf(axis, axis.now)}%`} x2={`${positionOf(axis, axis.now)}%`} y1={0} y2={22} />
      {marks.map(({ kind, at }) => (
        <line
          key={`${kind} ${at}`}
          class={kind}
          x1={`${at}%`}
          x2={`${at}%`}
          y1={kind === 'cancel' ? 0 : 7}
          y2={kind === 'cancel' ? 22 : 15}
        />
      ))}
      {goesOn && (
        <svg x="100%" overflow="visible" aria-hidden="true" focusable="false">
          <path class="on" d="M-11 2 L0 11 L-11 20 Z" />
        </svg>
      )}
    </svg>
  );
}

function fillOf(kind: ReturnType<typeof barFor>['parts'][number]['kind'], colour: string): string | undefined {
  switch (kind) {
    case 'wanted':
      return undefined;
    case 'wasted':
      return colour;
    case 'rest':
      return 'url(#hatched)';
    case 'maybe':
      return 'url(#maybe)';
  }
}

/** The scale above the bars, and the patterns that they share. */
export function Scale({ axis }: { axis: Axis }) {
  return (
    <svg class="picture scale" aria-hidden="true" height="20" width="100%" focusable="false">
      <defs>
        <pattern id="hatched" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line class="hatch" x1="0" x2="0" y1="0" y2="6" />
        </pattern>
        <pattern id="maybe" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <line class="doubt" x1="0" x2="0" y1="0" y2="6" />
        </pattern>
      </defs>
      {ticksOf(axis).map(({ at, secondsAgo }) => (
        <text key={secondsAgo} x={`${positionOf(axis, at)}%`} y={14} text-anchor={anchorAt(positionOf(axis, at))}>
          {secondsAgo === 0 ? 'now' : secondsAgo > 0 ? `${inSeconds(secondsAgo)} ago` : `in ${inSeconds(-secondsAgo)}`}
        </text>
      ))}
    </svg>
  );
}

/** Near an edge, half of a text in the middle of its line would be cut off. */
export function anchorAt(percent: number, edge = 10): 'start' | 'middle' | 'end' {
  if (percent < edge) return 'start';
  return percent > 100 - edge ? 'end' : 'middle';
}

export function Legend() {
  return (
    <ul class="legend" aria-label="Legend">
      <li>
        <Sample kind="wanted" /> before the cancel request, or not cancelled
      </li>
      <li>
        <Sample kind="cancel" /> cancel requested
      </li>
      <li>
        <Sample kind="wasted" /> wasted since, in the color of its cause
      </li>
      <li>
        <Sample kind="unexplained" /> wasted since, cause not known
      </li>
      <li>
        <Sample kind="rest" /> until a timeout ends the attempt (▶ after the time shown)
      </li>
      <li>
        <Sample kind="maybe" /> may still run; Temporal does not end it
      </li>
      <li>
        <Sample kind="heartbeat" /> heartbeats, as far as observed
      </li>
    </ul>
  );
}

type SampleKind = ReturnType<typeof barFor>['parts'][number]['kind'] | 'cancel' | 'heartbeat' | 'unexplained';

function Sample({ kind }: { kind: SampleKind }) {
  const isLine = kind === 'cancel' || kind === 'heartbeat';
  return (
    <svg aria-hidden="true" width="22" height="14" focusable="false">
      {isLine ? (
        <line class={kind} x1="11" x2="11" y1={kind === 'cancel' ? 0 : 3} y2={kind === 'cancel' ? 14 : 11} />
      ) : (
        <rect class={`part ${kind}`} width="22" height="10" y="2" fill={sampleFill(kind)} />
      )}
    </svg>
  );
}

function sampleFill(kind: Exclude<SampleKind, 'cancel' | 'heartbeat'>): string | undefined {
  return kind === 'unexplained' ? findings.suspect.colour : fillOf(kind, okabeIto.vermillion);
}

/** A spot in the colour of a finding, beside its words. */
export function Spot({ colour }: { colour: string }) {
  return (
    <svg aria-hidden="true" class="spot" width="10" height="10" focusable="false">
      <circle cx="5" cy="5" r="5" fill={colour} />
    </svg>
  );
}
