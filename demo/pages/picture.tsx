import { render } from 'preact-render-to-string';
import type { TwinRecord } from '../record/record.js';
import { type Colour, colours } from './colours.js';
import { type Bar, type Lane, lanesOf, marksOf } from './lanes.js';

const width = 880;
const left = 150;
const right = 20;
const laneHeight = 20;
const panelTop = 44;

/** The two twins of a scenario, one below the other on the same scale, as a picture of a real run. */
export function picture(title: string, without: TwinRecord, withRemedy: TwinRecord): string {
  const panels = [
    { name: 'without the remedy', record: without, lanes: lanesOf(without) },
    { name: 'with the remedy', record: withRemedy, lanes: lanesOf(withRemedy) },
  ];
  const seconds = Math.max(...panels.map(({ record, lanes }) => lastSecond(record, lanes))) * 1.02;
  const x = (second: number) => left + (second / seconds) * (width - left - right);
  const heights = panels.map(({ lanes }) => panelTop + lanes.length * laneHeight + 14);
  const height = heights.reduce((total, one) => total + one, 0) + 34;
  return `${render(
    <svg xmlns="http://www.w3.org/2000/svg" viewBox={`0 0 ${width} ${height}`} font-family="sans-serif" font-size="12">
      <title>{title}</title>
      <rect width={width} height={height} fill={colours.paper} />
      {panels.map(({ name, record, lanes }, index) => (
        <g key={name} transform={`translate(0 ${index === 0 ? 0 : heights[0]})`}>
          <text x={10} y={20} font-weight="bold" fill={colours.ink}>
            {name}
          </text>
          {marksOf(record).map(({ at, text }, nth) => (
            <g key={text} fill={colours.ink}>
              <line
                x1={x(at)}
                x2={x(at)}
                y1={panelTop - 6}
                y2={panelTop + lanes.length * laneHeight}
                stroke={colours.ink}
                stroke-dasharray="3 2"
              />
              <text {...besideLine(x(at), text)} y={nth % 2 === 0 ? 22 : 35}>
                {text}
              </text>
            </g>
          ))}
          {lanes.map((lane, nth) => (
            <LaneRow key={lane.name} lane={lane} y={panelTop + nth * laneHeight} x={x} />
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
          fill={colours[bar.colour]}
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

function lastSecond({ closedAt }: TwinRecord, lanes: readonly Lane[]): number {
  return Math.max(closedAt, ...lanes.flatMap(({ bars }) => bars.map(({ to }: Bar) => to)));
}

export type { Colour };
