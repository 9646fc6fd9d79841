import { inSeconds } from '../../text/duration.js';
import { durationsText } from '../durations.js';
import type { AuditedType } from '../report-schema.js';
import { ownerOf } from '../text.js';

const typesAtMost = 10;

/**
 * Types of which nothing was cancelled in the window, and that could not receive a cancellation: the next waste may come
 * from them. By what one attempt could waste: its start-to-close timeout, however short attempts usually are.
 */
export function NextRisks({ types }: Readonly<{ types: readonly AuditedType[] }>) {
  const exposed = types
    .filter(
      ({ cancelled, attempts, heartbeatTimeoutSeconds }) =>
        cancelled === 0 && attempts > 0 && heartbeatTimeoutSeconds === null,
    )
    .sort((a, b) => exposureOf(b) - exposureOf(a));
  if (exposed.length === 0) return null;
  return (
    <section>
      <h2>What could waste next</h2>
      <p>
        These types have no heartbeat timeout, and none of them was cancelled in this window. A cancellation would not
        reach an attempt before it ends by itself or its start-to-close timeout ends it. The longest timeout comes
        first.
      </p>
      <ul>
        {exposed.slice(0, typesAtMost).map((type) => (
          <li>
            <strong>{type.activityType}</strong> ({type.workflowType}, queue {type.taskQueue},{' '}
            {ownerOf(type) || 'no owner'}):{' '}
            {type.startToCloseSeconds === null
              ? 'its start-to-close timeout is not known'
              : `an attempt could waste at most ${inSeconds(type.startToCloseSeconds)}`}
            {type.durationSeconds === null ? '; none completed' : `. ${durationsText(type.durationSeconds)}`}
          </li>
        ))}
      </ul>
      {exposed.length > typesAtMost && <p>… and {exposed.length - typesAtMost} more with shorter timeouts.</p>}
    </section>
  );
}

/** Without a known timeout there is no known limit. */
function exposureOf({ startToCloseSeconds }: AuditedType): number {
  return startToCloseSeconds ?? Number.POSITIVE_INFINITY;
}
