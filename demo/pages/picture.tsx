import { render } from 'preact-render-to-string';
import type { TwinRecord } from '../record/record.js';
import { colours } from './colours.js';
import { type Lane, lanesOf, marksOf } from './lanes.js';

const width = 880;
const left = 150;
const right = 20;
const laneHeight = 20;
const labelHeight = 13;

/** The two twins of a scenario, one below the other on the same scale, as a picture of a real run. */
export function picture(title: string, without: TwinRecord, withRemedy: TwinRecord): string {
  const panels = [panelOf('without the remedy', without), panelOf('with the remedy', withRemedy)];
  const seconds = Math.max(...panels.map(({ lastSecond }) => lastSecond)) * 1.02;
  const x = (second: number) => left + (second / seconds) * (width - left - right);
  const heights = panels.map(({ top, lanes }) => top + lanes.length * laneHeight + 14);
  const height = heights.reduce((total, one) => total + one, 0) + 34;
  return `${render(
    <svg xmlns="http://www.w3.org/2000/svg" viewBox={`0 0 ${width} ${height}`} font-family="sans-serif" font-size="12">
      <title>{title}</title>
      <rect width={width} height={height} fill={colours.paper} />
      {panels.map(({ name, marks, top, lanes }, index) => (
        <g key={name} transform={`translate(0 ${index === 0 ? 0 : heights[0]})`}>
          <text x={10} y={20} font-weight="bold" fill={colours.ink}>
            {name}
          </text>
          {marks.map(({ at, text }, nth) => (
            <g key={text} fill={colours.ink}>
              <line
                x1={x(at)}
                x2={x(at)}
                y1={labelY(nth) + 3}
                y2={top + lanes.length * laneHeight}
                stroke={colours.ink}
                stroke-dasharray="3 2"
              />
              <text {...besideLine(x(at), text)} y={labelY(nth)}>
                {text}
              </text>
            </g>
          ))}
          {lanes.map((lane, nth) => (
            <LaneRow key={lane.name} lane={lane} y={top + nth * laneHeight} x={x} />
          ))}
        </g>
      ))}
      <Axis seconds={seconds} x={x} y={height - 30} />
    </svg>,
  )}\n`;
}

type Scale = (second: number) => number;

function LaneRow({ lane, y, x }: { lane: Lane; y: number; x: Scale }) {
  return (
    <g>
      <text x={left - 8} y={y + 14} text-anchor="end" fill={colours.ink}>
        {lane.name}
      </text>
      {lane.bars.map((bar) => (
        <rect
          key={`${bar.from} ${bar.colour}`}
          x={x(bar.from).toFixed(1)}
          y={y + 3}
          width={Math.max(2, x(bar.to) - x(bar.from)).toFixed(1)}
          height={laneHeight - 6}
          fill={bar.colour}
        />
      ))}
    </g>
  );
}

function Axis({ seconds, x, y }: { seconds: number; x: Scale; y: number }) {
  const step = [1, 2, 5, 10, 20, 60, 120, 300].find((one) => seconds / one <= 10) ?? 600;
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step);
  return (
    <g fill={colours.ink}>
      <line x1={left} x2={width - right} y1={y} y2={y} stroke={colours.ink} />
      {ticks.map((tick) => (
        <text key={tick} x={x(tick)} y={y + 16} text-anchor="middle">
          {tick === 0 ? '0 s' : tick}
        </text>
      ))}
    </g>
  );
}

function besideLine(at: number, text: string) {
  const fits = at + text.length * 6.5 < width - right;
  return fits ? { x: at + 4 } : { x: at - 4, 'text-anchor': 'end' as const };
}

/** A line of its own for each label, so that none lies on another. */
function labelY(nth: number): number {
  return 20 + nth * labelHeight;
}

function panelOf(name: string, record: TwinRecord) {
  const lanes = lanesOf(record);
  const marks = marksOf(record);
  const lastSecond = Math.max(record.closedAt, ...lanes.flatMap(({ bars }) => bars.map(({ to }) => to)));
  return { name, lanes, marks, lastSecond, top: labelY(marks.length) };
}
