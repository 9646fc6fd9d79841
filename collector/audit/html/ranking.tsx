import { findings } from '../../findings/findings.js';
import { inSeconds } from '../../text/duration.js';
import { minuteOf } from '../../text/instant.js';
import { savedByNone } from '../advice.js';
import { type Figures, figuresOf, ignoredOf, isWritten } from '../figures.js';
import type { AuditedType, AuditReport } from '../report-schema.js';
import { isEmpty } from '../summary.js';
import { cancelledOf, ownerOf, savedOf, timesOf, wastedText, whyOf } from '../words.js';
import { advised } from './advice.js';
import { type Anchors, anchorsOf, Heading, Link } from './anchors.js';
import { Breakable } from './breakable.js';
import { ReasonBar } from './by-reason.js';

const heads = [
  'Activity type',
  'Wasted',
  'Why',
  'Cancelled in this window',
  'Heartbeat timeout',
  'It would have saved',
] as const;

/** Activity types, worst first; on a phone each row is a card. */
export function Ranking({ types, report }: Readonly<{ types: readonly AuditedType[]; report: AuditReport }>) {
  if (types.length === 0 && isEmpty(report)) return null;
  if (types.length === 0)
    return (
      <p>
        {report.complete ? 'Nothing was wasted in this window.' : 'Nothing was found, but this audit is incomplete.'}
      </p>
    );
  const figures = figuresOf(report);
  const anchors = anchorsOf(report);
  const withAdvice = new Set(advised(types));
  const most = Math.max(...types.map(({ wastedSeconds }) => wastedSeconds), 1);
  return (
    <section>
      <Heading>Activity types, worst first</Heading>
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
            <tr id={anchors.figures(type)}>
              <td data-label={heads[0]}>
                <Name type={type} figures={figures} anchors={anchors} isAdvised={withAdvice.has(type)} />
              </td>
              <td data-label={heads[1]} class="wasted">
                <ReasonBar wasted={type} most={most} />
                {wastedText(type, figures)}
              </td>
              <td data-label={heads[2]}>
                {whyOf(type, figures).map(({ reason, text }) => (
                  <div>
                    {reason !== undefined && <span class="spot" style={`background: ${findings[reason].colour}`} />}{' '}
                    {text}
                  </div>
                ))}
              </td>
              <td data-label={heads[3]}>{requestsOf(type)}</td>
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

function requestsOf(type: AuditedType): string {
  const { firstCancelRequestedAt: first, lastCancelRequestedAt: last, cancelled, cancelledInterval } = type;
  if (first === null) return 'not cancelled';
  const [from, to] = [minuteOf(first), minuteOf(last)];
  if (cancelled === 1 && cancelledInterval === null) return `only request ${from} UTC`;
  return `first request ${from} UTC, last ${from === to ? 'in the same minute' : `${to} UTC`}`;
}

type NameProps = Readonly<{ type: AuditedType; figures: Figures; anchors: Anchors; isAdvised: boolean }>;

function Name({ type, figures, anchors, isAdvised }: NameProps) {
  return (
    <>
      <strong>
        <Breakable text={type.activityType} />
      </strong>
      <br />
      <small>
        <Breakable text={`workflow ${type.workflowType}, queue ${type.taskQueue}`} />
        <br />
        {cancelledOf(type, figures)}
        <br />
        {ownerOf(type)}
        {isAdvised && (
          <>
            {ownerOf(type) !== '' && <br />}
            <Link to={anchors.change(type)}>What to change</Link>
          </>
        )}
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

type SavedProps = Readonly<{ type: AuditedType; figures: Figures }>;

function Saved({ type, figures }: SavedProps) {
  const { seconds, interval } = ignoredOf(type);
  if (type.suggestedHeartbeatTimeoutSeconds === null)
    return (
      <>
        by a heartbeat timeout: {savedByNone(type)}
        {isWritten(seconds) && (
          <div>by code that stops when it receives the cancellation: at most {figures.duration(seconds, interval)}</div>
        )}
      </>
    );
  return (
    <>
      at most {savedOf(type, figures).join(' and ')}
      {type.savedCostAtMost !== null && <div>{figures.money(type.savedCostAtMost)}</div>}
    </>
  );
}
