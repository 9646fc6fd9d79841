import { inSeconds } from '../../text/duration.js';
import { isEndedAsSoon } from '../advice.js';
import { durationsText } from '../durations.js';
import type { AuditedType } from '../report-schema.js';
import { placeOf } from '../words.js';
import { codeAnchor, Heading, Link } from './anchors.js';

const typesAtMost = 10;

/**
 * Types of which nothing was cancelled in the window, and that could not receive a cancellation: the next waste may come
 * from them. By what one attempt could waste: its start-to-close timeout, however short attempts usually are.
 */
type NextRisksProps = Readonly<{ types: readonly AuditedType[]; hasCode: boolean }>;

export function NextRisks({ types, hasCode }: NextRisksProps) {
  const exposed = types
    .filter(
      (type) =>
        type.cancelled === 0 &&
        type.attempts > 0 &&
        type.heartbeatTimeoutSeconds === null &&
        // A heartbeat timeout would not help it.
        !isEndedAsSoon(type),
    )
    .sort((a, b) => exposureOf(b) - exposureOf(a));
  if (exposed.length === 0) return null;
  return (
    <section>
      <Heading>What could waste next</Heading>
      <p>
        These types have no heartbeat timeout, and none of them was cancelled in this window. A cancellation would not
        reach an attempt before it ends by itself or its start-to-close timeout ends it. The longest timeout comes
        first. To prevent it, let their code call heartbeat, and give them a heartbeat timeout
        {hasCode ? (
          <>
            {' '}
            (<Link to={codeAnchor('heartbeats')}>code</Link>)
          </>
        ) : (
          ''
        )}
        .
      </p>
      <ul>
        {exposed.slice(0, typesAtMost).map((type) => (
          <li>
            <strong>{type.activityType}</strong> ({placeOf(type)}): {exposureText(type)}.
          </li>
        ))}
      </ul>
      {exposed.length > typesAtMost && <p>… and {exposed.length - typesAtMost} more with shorter timeouts.</p>}
    </section>
  );
}

function exposureText({ startToCloseSeconds, durationSeconds }: AuditedType): string {
  const atMost =
    startToCloseSeconds === null
      ? 'its start-to-close timeout is not known'
      : `an attempt could waste at most ${inSeconds(startToCloseSeconds)}`;
  const durations = durationSeconds === null ? undefined : durationsText(durationSeconds);
  return durations === undefined ? atMost : `${atMost}. ${durations}`;
}

/** Without a known timeout there is no known limit. */
function exposureOf({ startToCloseSeconds }: AuditedType): number {
  return startToCloseSeconds ?? Number.POSITIVE_INFINITY;
}
