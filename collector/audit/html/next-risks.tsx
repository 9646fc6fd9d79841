import { inSeconds } from '../../text/duration.js';
import type { AuditedType } from '../report-schema.js';
import { ownerOf } from '../text.js';

const typesAtMost = 10;
/** Shorter ones end by themselves before a cancellation saves much. */
const longSeconds = 30;

/** Types of which nothing was cancelled in the window, and that could not receive a cancellation: the next waste may come from them. */
export function NextRisks({ types }: Readonly<{ types: readonly AuditedType[] }>) {
  const exposed = types
    .filter(
      ({ cancelled, heartbeatTimeoutSeconds, durationSeconds }) =>
        cancelled === 0 && heartbeatTimeoutSeconds === null && (durationSeconds?.p95 ?? 0) >= longSeconds,
    )
    .sort((a, b) => (b.durationSeconds?.p95 ?? 0) - (a.durationSeconds?.p95 ?? 0));
  if (exposed.length === 0) return null;
  return (
    <section>
      <h2>What could waste next</h2>
      <p>
        These types have no heartbeat timeout and run for 30 seconds or longer. None of them was cancelled in this
        window; a cancellation would not reach them before they end.
      </p>
      <ul>
        {exposed.slice(0, typesAtMost).map((type) => (
          <li>
            <strong>{type.activityType}</strong> ({type.workflowType}, queue {type.taskQueue},{' '}
            {ownerOf(type) || 'no owner'}): 95 % end within {inSeconds(type.durationSeconds?.p95 ?? 0)}
          </li>
        ))}
      </ul>
      {exposed.length > typesAtMost && <p>… and {exposed.length - typesAtMost} more.</p>}
    </section>
  );
}
