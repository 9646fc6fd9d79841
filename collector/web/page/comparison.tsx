import type { ComponentChildren } from 'preact';
import { inSeconds } from '../../text/duration.js';
import { inZone, zoneText } from '../../text/zone.js';
import type { Comparison as ComparisonData } from '../overview-schema.js';
import { ActivityTypeCell, keyOfType, OwnerCell, OwnerHeading } from './activity-type.js';
import type { Filters } from './filters.js';
import { Instant } from './times.js';
import { useZone } from './zone.js';

type Props = Readonly<{
  comparison: ComparisonData | null;
  /** Where the history begins; RFC 3339. */
  since: string;
  now: number;
  filters: Filters;
  /** Absent: the form asks the server. */
  apply?: ((filters: Filters) => void) | undefined;
}>;

/** What a fix has changed, by activity type. The URL holds its instant. */
export function Comparison({ comparison, since, now, filters, apply }: Props) {
  const { fixedAt: _, ...others } = filters;
  const change = (fixedAt: string) => apply?.(fixedAt === '' ? others : { ...others, fixedAt });
  return (
    <section aria-labelledby="comparison">
      <h3 id="comparison">Before and after a fix</h3>
      <form
        class="filters"
        method="get"
        aria-label="Before and after"
        onSubmit={(event) => apply && event.preventDefault()}
      >
        {apply === undefined &&
          Object.entries(others).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
        <label for="fixedAt">
          Time of the fix ({useZone()})
          <input
            id="fixedAt"
            name="fixedAt"
            type="datetime-local"
            value={inputValueOf(filters.fixedAt)}
            onChange={({ currentTarget }) => change(currentTarget.value)}
          />
        </label>
        <noscript>
          <button type="submit">Compare</button>
        </noscript>
      </form>
      <p>
        Compares whole hours, or days where the fix is older than two days; the one of the fix itself is on neither
        side. A side of which less than one hour is known is not known. The history begins at{' '}
        <Instant at={since} now={now} />: a fix within its first hour cannot be compared.
      </p>
      {comparison !== null && <Result comparison={comparison} since={since} now={now} />}
    </section>
  );
}

/** As the browser writes it, to the minute; a day begins at midnight. */
function inputValueOf(fixedAt = ''): string {
  return fixedAt.length === 10 ? `${fixedAt}T00:00` : fixedAt.slice(0, 16);
}

function Result({ comparison, since, now }: { comparison: ComparisonData; since: string; now: number }) {
  const { before, after, types, fixedAt } = comparison;
  return (
    <>
      <p>
        <Side name="Before" side={before}>
          {Date.parse(since) < Date.parse(fixedAt)
            ? 'No whole hour or day between the beginning of the history and the fix is known.'
            : 'The fix is from before the history, which is kept for 35 days.'}
        </Side>{' '}
        <Side name="After" side={after}>
          {Date.parse(fixedAt) > now ? 'The fix is in the future.' : 'No whole hour after the fix is known yet.'}
        </Side>
      </p>
      {types.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Activity type</th>
              <th scope="col">Wasted per hour before</th>
              <th scope="col">After</th>
              <th scope="col">Change</th>
              <OwnerHeading />
            </tr>
          </thead>
          <tbody>
            {types.map((type) => (
              <tr key={keyOfType(type)}>
                <ActivityTypeCell type={type} />
                <td data-label="Wasted per hour before">{rate(type.beforePerHour)}</td>
                <td data-label="Wasted per hour after">{rate(type.afterPerHour)}</td>
                <td data-label="Change">{changeOf(type)}</td>
                <OwnerCell type={type} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** @param children why it is not known */
function Side({ name, side, children }: { name: string; side: ComparisonData['before']; children: ComponentChildren }) {
  const zone = useZone();
  if (side === null)
    return (
      <>
        {name}: not known. {children}
      </>
    );
  const minute = (at: string) => inZone(Date.parse(at), zone).slice(0, 16);
  return (
    <>
      {name} ({minute(side.from)} to {minute(side.to)} {zoneText(Date.parse(side.to), zone)}):{' '}
      <strong>{rate(side.wastedSecondsPerHour)}</strong> wasted per hour.
    </>
  );
}

function rate(secondsPerHour: number | null): string {
  return secondsPerHour === null ? 'not known' : inSeconds(secondsPerHour);
}

/** In percent of before, where there was something before. */
function changeOf({ beforePerHour, afterPerHour }: ComparisonData['types'][number]): string {
  if (beforePerHour === null || afterPerHour === null) return 'not known';
  if (beforePerHour === 0) return afterPerHour === 0 ? 'none' : 'new';
  const percent = Math.round((100 * (afterPerHour - beforePerHour)) / beforePerHour);
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent)} %`;
}
