import { inSeconds } from '../../text/duration.js';
import type { UnreachableType } from '../overview-schema.js';
import { Id } from './id.js';

/** The activity types that would not hear a cancel: where the next waste comes from. */
export function Unreachable({ types }: { types: readonly UnreachableType[] }) {
  if (types.length === 0) return null;
  return (
    <section aria-labelledby="unreachable">
      <h2 id="unreachable">Would not hear a cancel</h2>
      <p>
        These run without a heartbeat timeout and have sent no heartbeat. Cancelling them now would change nothing until
        they end by themselves. Give them a heartbeat timeout before that happens.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">Activity type</th>
            <th scope="col">Running</th>
            <th scope="col">Could waste at most</th>
            <th scope="col">Owner</th>
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr key={JSON.stringify([type.namespace, type.taskQueue, type.workflowType, type.activityType])}>
              <td data-label="Activity type">
                <strong>
                  <Id of={type.activityType} />
                </strong>{' '}
                <small>
                  queue <Id of={type.taskQueue} />, namespace <Id of={type.namespace} />
                </small>
              </td>
              <td data-label="Running">{type.count}</td>
              <td data-label="Could waste at most">
                {type.unlimited > 0
                  ? `no limit: no timeout ends ${type.unlimited} of them`
                  : inSeconds(type.exposureSeconds)}
              </td>
              <td data-label="Owner">{type.owner === null ? 'none named' : <Id of={type.owner.team} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
