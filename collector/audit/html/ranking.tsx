import { findings } from '../../findings/findings.js';
import type { Reason } from '../../model/activity/reason.js';
import { inSeconds } from '../../text/duration.js';
import { durationFigure, money } from '../figures.js';
import type { AuditedType, AuditReport } from '../report-types.js';
import { ownerOf, whyOf } from '../text.js';
import { minuteOf } from './instants.js';

const heads = ['Activity type', 'Wasted', 'Why', 'Since', 'Heartbeat timeout', 'It would have saved'] as const;

/** Activity types, worst first; on a phone each row is a card. */
export function Ranking({ types, report }: Readonly<{ types: readonly AuditedType[]; report: AuditReport }>) {
  if (types.length === 0) return <p class="good">Nothing was wasted in this window, as far as it was read.</p>;
  const most = Math.max(...types.map(({ wastedSeconds }) => wastedSeconds), 1);
  return (
    <section>
      <h2>Activity types, worst first</h2>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {types.map((type) => (
            <tr>
              <td data-label={heads[0]}>
                <Name type={type} />
              </td>
              <td data-label={heads[1]} class="wasted">
                <span class="bar" style={`width: ${Math.round((100 * type.wastedSeconds) / most)}%`} />
                {durationFigure(type.wastedSeconds, type.wastedSecondsInterval)}
              </td>
              <td data-label={heads[2]}>
                {reasonsOf(type).map((reason, index) => (
                  <div>
                    <span class="spot" style={`background: ${findings[reason].colour}`} /> {whyOf(type)[index]}
                  </div>
                ))}
                {whyOf(type)
                  .slice(reasonsOf(type).length)
                  .map((why) => (
                    <div>{why}</div>
                  ))}
              </td>
              <td data-label={heads[3]}>
                {type.firstCancelRequestedAt === null
                  ? 'not cancelled'
                  : `first cancelled in this window: ${minuteOf(type.firstCancelRequestedAt)} UTC`}
              </td>
              <td data-label={heads[4]}>
                {type.heartbeatTimeoutSeconds === null ? 'none' : inSeconds(type.heartbeatTimeoutSeconds)}
                {type.suggestedHeartbeatTimeoutSeconds !== null && (
                  <div>suggested: {inSeconds(type.suggestedHeartbeatTimeoutSeconds)}</div>
                )}
              </td>
              <td data-label={heads[5]}>
                <Saved type={type} currency={report.currency} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Name({ type }: Readonly<{ type: AuditedType }>) {
  return (
    <>
      <strong>{type.activityType}</strong>
      <br />
      <small>
        {type.workflowType}, queue {type.taskQueue}
        <br />
        {type.cancelled} of {type.attempts} attempts cancelled
        <br />
        {ownerOf(type) || 'no owner'}
        {type.accepted !== null && (
          <>
            <br />
            Accepted waste: {type.accepted.reason}
          </>
        )}
      </small>
    </>
  );
}

/** In the order of `whyOf`. */
function reasonsOf({ wastedSecondsByReason }: AuditedType): Reason[] {
  return (Object.entries(wastedSecondsByReason) as [Reason, number][])
    .sort(([, a], [, b]) => b - a)
    .map(([reason]) => reason);
}

/** Where a heartbeat timeout as short as the suggestion is set, another would save nothing: only the code can. */
function Saved({ type, currency }: Readonly<{ type: AuditedType; currency: string | null }>) {
  if (type.suggestedHeartbeatTimeoutSeconds === null)
    return <>nothing: its heartbeat timeout is short enough{wasTold(type) ? '; its code must stop when told' : ''}</>;
  return (
    <>
      at most {inSeconds(type.savedSecondsAtMost)}
      {type.savedCostAtMost !== null && <div>{money(type.savedCostAtMost, currency)}</div>}
    </>
  );
}

function wasTold({ wastedSecondsByReason }: AuditedType): boolean {
  return (wastedSecondsByReason.ignoring_cancel ?? 0) > 0;
}
