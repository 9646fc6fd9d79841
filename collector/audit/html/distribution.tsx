import { metrics } from '../../metrics/definitions.js';
import { inSeconds } from '../../text/duration.js';

const bounds = metrics.cancelToEnd.buckets;
const width = 720;
const height = 160;
const labelHeight = 18;

/** How many cancelled attempts ended how long after the request, in the buckets of deadbeat_cancel_to_end_seconds. */
export function Distribution({ seconds }: Readonly<{ seconds: readonly number[] }>) {
  if (seconds.length === 0) return null;
  const counts = countsOf(seconds);
  const most = Math.max(...counts);
  const step = width / counts.length;
  return (
    <section>
      <h2>Time from the cancel request to the end</h2>
      <svg
        viewBox={`0 0 ${width} ${height + 2 * labelHeight}`}
        role="img"
        aria-label={`${seconds.length} cancelled attempts by the time they ran on`}
      >
        {counts.map((count, index) => {
          const barHeight = (height * count) / most;
          const bound = bounds[index];
          const label = bound === undefined ? 'longer' : `≤ ${inSeconds(bound)}`;
          const middle = index * step + step / 2;
          return (
            <g>
              <rect x={index * step + 3} y={labelHeight + height - barHeight} width={step - 6} height={barHeight} />
              <text x={middle} y={labelHeight + height - barHeight - 4}>
                {count === 0 ? '' : count}
              </text>
              <text x={middle} y={height + 2 * labelHeight - 4}>
                {label}
              </text>
            </g>
          );
        })}
      </svg>
    </section>
  );
}

function countsOf(seconds: readonly number[]): number[] {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  for (const value of seconds) {
    const bucket = bounds.findIndex((bound) => value <= bound);
    const index = bucket === -1 ? bounds.length : bucket;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}
