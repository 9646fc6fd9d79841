import { printable } from '../../text/printable.js';
import type { UnreachableType } from '../overview-schema.js';

const typesAtMost = 20;

/** The activity types that would not hear a cancel: where the next waste comes from. */
export function Unreachable({ types }: { types: readonly UnreachableType[] }) {
  if (types.length === 0) return null;
  return (
    <section aria-labelledby="unreachable">
      <h2 id="unreachable">Would not hear a cancel</h2>
      <p>
        These run without a heartbeat timeout and have sent no heartbeat. Cancelling them now would change nothing until
        they end by themselves.
      </p>
      <ul class="types">
        {types.slice(0, typesAtMost).map(({ namespace, taskQueue, workflowType, activityType, count }) => (
          <li key={JSON.stringify([namespace, taskQueue, workflowType, activityType])}>
            <strong>{count}</strong> × <bdi>{printable(activityType)}</bdi>{' '}
            <small>
              queue <bdi>{printable(taskQueue)}</bdi>, namespace <bdi>{printable(namespace)}</bdi>
            </small>
          </li>
        ))}
      </ul>
      {types.length > typesAtMost && <p>and {types.length - typesAtMost} more types.</p>}
    </section>
  );
}
