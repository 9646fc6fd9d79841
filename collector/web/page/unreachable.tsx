import { inSeconds } from '../../text/duration.js';
import type { UnreachableType } from '../overview-schema.js';
import { ActivityTypeCell, keyOfType, OwnerCell, OwnerHeading } from './activity-type.js';
import { type Filters, NotNarrowed } from './filters.js';

/** The activity types that would not receive a cancellation: where the next waste comes from. */
export function Unreachable({ types, filters }: { types: readonly UnreachableType[]; filters: Filters }) {
  if (types.length === 0) return null;
  return (
    <section aria-labelledby="unreachable">
      <h2 id="unreachable">What could waste next</h2>
      <p>
        These activities are not cancelled, and would not receive a cancellation: they have no heartbeat timeout and
        have sent no heartbeat, so that it would not stop them before they finish or time out. Let the code of these
        activity types call heartbeat, then give them a heartbeat timeout. It applies to activities that are scheduled
        from then on.
      </p>
      <NotNarrowed by={['finding']} filters={filters} />
      <table>
        <thead>
          <tr>
            <th scope="col">Activity type</th>
            <th scope="col">Running</th>
            <th scope="col">Could waste at most</th>
            <OwnerHeading />
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr key={keyOfType(type)}>
              <ActivityTypeCell type={type} />
              <td data-label="Running">{type.count}</td>
              <td data-label="Could waste at most">
                {type.unlimited > 0
                  ? `no limit: no timeout ends ${type.unlimited} of them`
                  : inSeconds(type.exposureSeconds)}
              </td>
              <OwnerCell type={type} />
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
