import { adviceSuggesting } from '../../findings/advice.js';
import { exampleTimeoutSeconds, type Finding, findings } from '../../findings/findings.js';
import { codeFor } from '../../findings/sdk-code.js';
import type { Reason } from '../../model/activity/reason.js';
import { inSeconds } from '../../text/duration.js';
import { capital } from '../../text/printable.js';
import { type Figures, figuresOf, ignoredOf } from '../figures.js';
import { worstReason } from '../report.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { ownerOf } from '../text.js';
import { CodeFor } from './code.js';

const typesAtMost = 20;
/** Of types that waste nothing after a cancel request, but have no heartbeat timeout and timed out. */
const noticedLate =
  'Without a heartbeat timeout, Temporal notices only at the start-to-close timeout that a worker has died, and the workflow waits until then. Call heartbeat, and set a heartbeat timeout.';

/** What to change, once for all activity types that need the same. */
export function Advice({ types, report }: Readonly<{ types: readonly AuditedType[]; report: AuditReport }>) {
  const figures = figuresOf(report);
  const byReason = new Map<Reason | undefined, AuditedType[]>();
  for (const type of types.filter(({ advice }) => advice !== '').slice(0, typesAtMost)) {
    const reason = worstReason(type.wastedSecondsByReason);
    byReason.set(reason, [...(byReason.get(reason) ?? []), type]);
  }
  if (byReason.size === 0) return null;
  return (
    <section>
      <h2>What to change</h2>
      {Array.from(byReason, ([reason, ofReason]) => (
        <article>
          <h3>{reason === undefined ? 'Heartbeat timeout' : capital(findings[reason].title)}</h3>
          <p>{reason === undefined ? noticedLate : adviceSuggesting(reason, suggestedFor(ofReason))}</p>
          <ul>
            {ofReason.map((type) => (
              <li>
                <strong>{type.activityType}</strong> ({type.workflowType}, queue {type.taskQueue},{' '}
                {ownerOf(type) || 'no owner'})
                {type.suggestedHeartbeatTimeoutSeconds !== null &&
                  `: suggested heartbeat timeout ${inSeconds(type.suggestedHeartbeatTimeoutSeconds)}`}
                {reason === 'ignoring_cancel' && `: this would have saved at most ${ignoredBy(type, figures)}`}
              </li>
            ))}
          </ul>
          <SuggestedCode finding={reason ?? 'no_heartbeat'} suggested={suggestedFor(ofReason)} />
        </article>
      ))}
    </section>
  );
}

function ignoredBy(type: AuditedType, { duration }: Figures): string {
  const { seconds, interval } = ignoredOf(type);
  return duration(seconds, interval);
}

function suggestedFor(types: readonly AuditedType[]): number[] {
  return [...new Set(types.flatMap(({ suggestedHeartbeatTimeoutSeconds: one }) => one ?? []))];
}

/** With the shortest that is suggested; where they differ, it says so. */
function SuggestedCode({ finding, suggested }: Readonly<{ finding: Finding; suggested: readonly number[] }>) {
  const seconds = suggested.length === 0 ? exampleTimeoutSeconds : Math.min(...suggested);
  return (
    <>
      {suggested.length > 1 && codeFor[finding] === codeFor.no_heartbeat && (
        <p class="quiet">The heartbeat timeout in this code is the shortest that is suggested above, {seconds}s.</p>
      )}
      <CodeFor finding={finding} seconds={seconds} />
    </>
  );
}
