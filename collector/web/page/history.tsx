import type { ComponentChildren } from 'preact';
import { findings } from '../../findings/findings.js';
import { type Reason, reasons } from '../../model/activity/reason.js';
import { inSeconds } from '../../text/duration.js';
import type { History as HistoryData } from '../overview-schema.js';
import { ActivityTypeCell, keyOfType, OwnerCell } from './activity-type.js';
import { Comparison } from './comparison.js';
import type { Filters } from './filters.js';
import { Spot } from './picture.js';
import { Instant } from './times.js';

type Bucket = HistoryData['minutes'][number];

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

type Props = Readonly<{
  history: HistoryData | null;
  now: number;
  filters: Filters;
  apply?: ((filters: Filters) => void) | undefined;
}>;

/** What was wasted before now: for who comes after the incident. */
export function History({ history, now, filters, apply }: Props) {
  if (history === null) return null;
  const { minutes, hours, types, since, yesterdaySeconds, comparison } = history;
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      <p>
        Yesterday (UTC): <strong>{yesterdaySeconds === null ? 'not known' : inSeconds(yesterdaySeconds)}</strong>
        {yesterdaySeconds !== null && ' wasted'}. This history begins at <Instant at={since} now={now} />. Wasted
        seconds are shown in the minute or hour in which Deadbeat found them. With a state file they survive restarts.
      </p>
      <div class="charts">
        <Chart title="The last hour, by minute" buckets={minutes} lengthMs={minuteMs} count={60} now={now} />
        <Chart title="The last 48 hours, by hour" buckets={hours} lengthMs={hourMs} count={48} now={now} />
      </div>
      {types.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Activity type</th>
              <th scope="col">Wasted in the last 48 hours</th>
              <th scope="col">Owner</th>
            </tr>
          </thead>
          <tbody>
            {types.map((type) => (
              <tr key={keyOfType(type)}>
                <ActivityTypeCell type={type} />
                <td data-label="Wasted in the last 48 hours">{inSeconds(type.wastedSeconds)}</td>
                <OwnerCell type={type} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Comparison comparison={comparison} filters={filters} apply={apply} />
    </section>
  );
}

type ChartProps = Readonly<{ title: string; buckets: readonly Bucket[]; lengthMs: number; count: number; now: number }>;

/** Stacked bars, one per minute or hour; a missing one was zero. */
function Chart({ title, buckets, lengthMs, count, now }: ChartProps) {
  const height = 90;
  const last = Math.floor(now / lengthMs);
  const known = new Map(buckets.map((bucket) => [Math.round(Date.parse(bucket.startsAt) / lengthMs), bucket.seconds]));
  const sums = buckets.map(({ seconds }) => sumOf(seconds));
  const most = Math.max(1, ...sums);
  const total = sums.reduce((sum, one) => sum + one, 0);
  const present = reasons.filter((reason) => buckets.some(({ seconds }) => seconds[reason] !== undefined));
  return (
    <figure>
      <figcaption>
        {title}: <strong>{inSeconds(total)}</strong> wasted
        {total > 0 && `, at most ${inSeconds(most)} in one ${lengthMs === hourMs ? 'hour' : 'minute'}`}
      </figcaption>
      <svg
        class="chart"
        role="img"
        aria-label={`${title}: ${inSeconds(total)} wasted`}
        viewBox={`0 0 ${count} ${height}`}
        preserveAspectRatio="none"
      >
        {Array.from({ length: count }, (_, index) => {
          const seconds = known.get(last - count + 1 + index);
          return seconds === undefined ? null : stackOf(seconds, index, height / most, height);
        })}
      </svg>
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

function stackOf(seconds: Bucket['seconds'], index: number, scale: number, height: number): ComponentChildren {
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
