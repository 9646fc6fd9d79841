import { findings } from '../../findings/findings.js';
import { inSeconds } from '../../text/duration.js';
import { minuteOf } from '../../text/instant.js';
import { type Figures, figuresOf, ignoredOf } from '../figures.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { cancelledOf, ownerOf, savedOf, timesOf, whyOf } from '../text.js';

const heads = [
  'Activity type',
  'Wasted',
  'Why',
  'First cancelled in this window',
  'Heartbeat timeout',
  'It would have saved',
] as const;

/** Activity types, worst first; on a phone each row is a card. */
export function Ranking({ types, report }: Readonly<{ types: readonly AuditedType[]; report: AuditReport }>) {
  if (types.length === 0)
    return (
      <p>
        {report.complete ? 'Nothing was wasted in this window.' : 'Nothing was found, but this audit is incomplete.'}
      </p>
    );
  const figures = figuresOf(report);
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
                <Name type={type} figures={figures} />
              </td>
              <td data-label={heads[1]} class="wasted">
                {type.wastedSeconds > 0 && (
                  <span class="bar" style={`width: ${Math.round((100 * type.wastedSeconds) / most)}%`} />
                )}
                {figures.duration(type.wastedSeconds, type.wastedSecondsInterval)}
              </td>
              <td data-label={heads[2]}>
                {whyOf(type, figures).map(({ reason, text }) => (
                  <div>
                    {reason !== undefined && <span class="spot" style={`background: ${findings[reason].colour}`} />}{' '}
                    {text}
                  </div>
                ))}
              </td>
              <td data-label={heads[3]}>
                {type.firstCancelRequestedAt === null
                  ? 'not cancelled'
                  : `${minuteOf(type.firstCancelRequestedAt)} UTC`}
              </td>
              <td data-label={heads[4]}>
                {type.heartbeatTimeoutSeconds === null ? 'none' : inSeconds(type.heartbeatTimeoutSeconds)}
                {type.suggestedHeartbeatTimeoutSeconds !== null && (
                  <div>suggested: {inSeconds(type.suggestedHeartbeatTimeoutSeconds)}</div>
                )}
                {timesOf(type).map((time) => (
                  <div class="quiet">{time}</div>
                ))}
              </td>
              <td data-label={heads[5]}>
                <Saved type={type} figures={figures} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Name({ type, figures }: Readonly<{ type: AuditedType; figures: Figures }>) {
  return (
    <>
      <strong>{type.activityType}</strong>
      <br />
      <small>
        {type.workflowType}, queue {type.taskQueue}
        <br />
        {cancelledOf(type, figures)}
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

/** Where a heartbeat timeout as short as the suggestion is set, another would save nothing: only the code can. */
type SavedProps = Readonly<{ type: AuditedType; figures: Figures }>;

function Saved({ type, figures }: SavedProps) {
  const { seconds, interval } = ignoredOf(type);
  const ignored = `at most ${figures.duration(seconds, interval)}`;
  if (type.suggestedHeartbeatTimeoutSeconds === null)
    return (
      <>
        by a heartbeat timeout: nothing, its own is short enough
        {seconds > 0 && <div>by code that stops when it receives the cancellation: {ignored}</div>}
      </>
    );
  return (
    <>
      at most {savedOf(type, figures).join(' and ')}
      {type.savedCostAtMost !== null && <div>{figures.money(type.savedCostAtMost)}</div>}
    </>
  );
}
