import { inSeconds } from '../../text/duration.js';
import { inZone, zoneText } from '../../text/zone.js';
import type { Comparison as ComparisonData } from '../overview-schema.js';
import { ActivityTypeCell, keyOfType, OwnerCell } from './activity-type.js';
import type { Filters } from './filters.js';
import { useZone } from './zone.js';

type Props = Readonly<{
  comparison: ComparisonData | null;
  filters: Filters;
  /** Absent: the form asks the server. */
  apply?: ((filters: Filters) => void) | undefined;
}>;

/** What a fix has changed, by activity type. The URL holds its instant. */
export function Comparison({ comparison, filters, apply }: Props) {
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
      {comparison !== null && <Result comparison={comparison} />}
    </section>
  );
}

/** As the browser writes it, to the minute; a day begins at midnight. */
function inputValueOf(fixedAt = ''): string {
  return fixedAt.length === 10 ? `${fixedAt}T00:00` : fixedAt.slice(0, 16);
}

function Result({ comparison }: { comparison: ComparisonData }) {
  const { before, after, types } = comparison;
  return (
    <>
      <p>
        <Side name="Before" side={before} /> <Side name="After" side={after} />
      </p>
      {types.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">Activity type</th>
              <th scope="col">Wasted per hour before</th>
              <th scope="col">After</th>
              <th scope="col">Change</th>
              <th scope="col">Owner</th>
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

function Side({ name, side }: { name: string; side: ComparisonData['before'] }) {
  const zone = useZone();
  if (side === null) return <>{name}: not known.</>;
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
