import { findings } from '../../findings/findings.js';
import { inSeconds } from '../../text/duration.js';
import { minuteOf } from '../../text/instant.js';
import { isWritten } from '../figures.js';
import type { AuditedCase, AuditedType } from '../report-schema.js';
import { ownerOf, titleInReport } from '../words.js';
import { type Anchors, Heading, Link } from './anchors.js';

const casesAtMost = 10;
/** Further ones of a type look alike. */
const ofTypeAtMost = 3;

type Case = AuditedCase & Readonly<{ type: AuditedType }>;

/** The worst cases on a common axis of time since their start: run as wanted, cancel request, wasted. */
export function Cases({ types, anchors }: Readonly<{ types: readonly AuditedType[]; anchors: Anchors }>) {
  const cases = types
    .flatMap((type) => type.cases.slice(0, ofTypeAtMost).map((one) => ({ ...one, type })))
    .filter(({ wastedSeconds }) => isWritten(wastedSeconds))
    .sort((a, b) => b.wastedSeconds - a.wastedSeconds)
    .slice(0, casesAtMost);
  if (cases.length === 0) return null;
  const longest = Math.max(...cases.map((one) => extentOf(one).end));
  return (
    <section>
      <Heading>{`The worst attempts, at most ${ofTypeAtMost} of a type`}</Heading>
      <p class="quiet">
        <span class="key wanted" /> before the cancel request <span class="key request" /> cancel requested{' '}
        <span class="key" /> wasted after it, in the color of the reason. All bars begin at the start of the attempt.
      </p>
      <ul class="cases">
        {cases.map((one) => (
          <Timeline one={one} longest={longest} anchors={anchors} />
        ))}
      </ul>
      <div class="ends" aria-hidden="true">
        <span>start</span>
        <span>{inSeconds(longest / 2)}</span>
        <span>{inSeconds(longest)}</span>
      </div>
    </section>
  );
}

type TimelineProps = Readonly<{ one: Case; longest: number; anchors: Anchors }>;

function Timeline({ one, longest, anchors }: TimelineProps) {
  const { request, end } = extentOf(one);
  const percent = (seconds: number) => `${((100 * seconds) / longest).toFixed(2)}%`;
  const owner = ownerOf(one.type);
  return (
    <li>
      <div>
        <strong>
          <Link to={anchors.figures(one.type)}>{one.type.activityType}</Link>
        </strong>
        , {inSeconds(one.wastedSeconds)} wasted: {titleInReport(one.reason)}
        <br />
        <small>
          started {minuteOf(one.startedAt)} UTC, workflow{' '}
          {one.uiUrl === null ? one.workflowId : <a href={one.uiUrl}>{one.workflowId}</a>}
          {owner === '' ? '' : `, ${owner}`}
        </small>
      </div>
      <div class="timeline">
        <span class="wanted" style={`width: ${percent(request)}`} />
        <span class="request" />
        <span style={`width: ${percent(end - request)}; background: ${findings[one.reason].colour}`} />
      </div>
    </li>
  );
}

/** Seconds from the start of the attempt. */
function extentOf(one: AuditedCase): Readonly<{ request: number; end: number }> {
  const { startedAt, cancelRequestedAt, wastedSeconds } = one;
  const request = Math.max(0, (Date.parse(cancelRequestedAt ?? '') - Date.parse(startedAt ?? '')) / 1000);
  return { request, end: request + wastedSeconds };
}
