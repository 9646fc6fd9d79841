import type { Row } from '../../findings/row.js';
import { printable } from '../../text/printable.js';

const typesAtMost = 20;

/** The activity types that would not hear a cancel: where the next waste comes from. */
export function Unreachable({ rows }: { rows: readonly Row[] }) {
  if (rows.length === 0) return null;
  const types = new Map<string, { row: Row; count: number }>();
  for (const row of rows) {
    const key = JSON.stringify([row.namespace, row.taskQueue, row.activityType]);
    types.set(key, { row, count: (types.get(key)?.count ?? 0) + 1 });
  }
  const sorted = [...types.entries()].sort(([, a], [, b]) => b.count - a.count);
  return (
    <section aria-labelledby="unreachable">
      <h2 id="unreachable">Would not hear a cancel</h2>
      <p>
        These run without a heartbeat timeout and have sent no heartbeat. Cancelling them now would change nothing until
        they end by themselves.
      </p>
      <ul class="types">
        {sorted.slice(0, typesAtMost).map(([key, { row, count }]) => (
          <li key={key}>
            <strong>{count}</strong> × <bdi>{printable(row.activityType)}</bdi>{' '}
            <small>
              queue <bdi>{printable(row.taskQueue)}</bdi>, namespace <bdi>{printable(row.namespace)}</bdi>
            </small>
          </li>
        ))}
      </ul>
      {sorted.length > typesAtMost && <p>and {sorted.length - typesAtMost} more types.</p>}
    </section>
  );
}
