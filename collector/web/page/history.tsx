import { inSeconds } from '../../text/duration.js';
import { zoneText } from '../../text/zone.js';
import type { History as HistoryData, Overview } from '../overview-schema.js';
import { ActivityTypeCell, keyOfType, OwnerCell, OwnerHeading } from './activity-type.js';
import { Chart, hourMs, minuteMs } from './chart.js';
import { Comparison } from './comparison.js';
import { type Filters, NotNarrowed } from './filters.js';
import { Instant } from './times.js';
import { useZone } from './zone.js';

type Props = Readonly<{
  history: HistoryData | null;
  ranOn: Overview['ranOn'];
  /** When Deadbeat started; RFC 3339. */
  startedAt: string;
  now: number;
  filters: Filters;
  apply?: ((filters: Filters) => void) | undefined;
}>;

/** What was wasted before now: for who comes after the incident. */
export function History({ history, ranOn, startedAt, now, filters, apply }: Props) {
  if (history === null) return null;
  const { minutes, hours, types, otherTypes, since, yesterdaySeconds, comparison } = history;
  const shown = { startedAt: Date.parse(startedAt), now };
  const zone = zoneText(now, useZone());
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      <p>
        Yesterday ({zone}): <strong>{yesterdaySeconds === null ? 'not known' : inSeconds(yesterdaySeconds)}</strong>
        {yesterdaySeconds !== null && ' wasted'}. This history begins at <Instant at={since} now={now} />. Wasted
        seconds are shown in the minute or hour in which Deadbeat found them, once they are saved: a few seconds after
        they are shown above. They survive restarts.
        {ranOn.todaySeconds >= 1 &&
          ` Code that ran on after its timeout is not in them: today at least ${inSeconds(ranOn.todaySeconds)} (inferred).`}
      </p>
      <NotNarrowed by={['finding', 'search']} filters={filters} />
      <div class="charts">
        <Chart
          title="The last hour, by minute"
          {...{ buckets: minutes, lengthMs: minuteMs, count: 60, tickMs: 15 * minuteMs, ...shown }}
        />
        <Chart
          title="The last 48 hours, by hour"
          {...{ buckets: hours, lengthMs: hourMs, count: 48, tickMs: 12 * hourMs, ...shown }}
        />
      </div>
      {types.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Activity type</th>
              <th scope="col">Wasted in the last 48 hours</th>
              <OwnerHeading />
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
      {otherTypes.count > 0 && (
        <p>
          … and {otherTypes.count} more activity {otherTypes.count === 1 ? 'type' : 'types'}:{' '}
          {inSeconds(otherTypes.wastedSeconds)} wasted.
        </p>
      )}
      <Comparison comparison={comparison} since={since} now={now} filters={filters} apply={apply} />
    </section>
  );
}
