import { findings } from '../../findings/findings.js';
import { inSeconds } from '../../text/duration.js';
import type { AuditedCase, AuditedType } from '../report.js';

const casesAtMost = 10;
const width = 720;
const rowHeight = 46;
const barHeight = 16;

type Case = AuditedCase & Readonly<{ activityType: string }>;

/** The worst cases on a common axis of time since their start: run as wanted, cancel request, wasted. */
export function Cases({ types }: Readonly<{ types: readonly AuditedType[] }>) {
  const cases = types
    .flatMap(({ activityType, cases: ofType }) => ofType.map((one) => ({ ...one, activityType })))
    .filter(({ wastedSeconds }) => wastedSeconds > 0)
    .sort((a, b) => b.wastedSeconds - a.wastedSeconds)
    .slice(0, casesAtMost);
  if (cases.length === 0) return null;
  const longest = Math.max(...cases.map((one) => extentOf(one).end));
  return (
    <section>
      <h2>The worst {cases.length} attempts</h2>
      <p>
        <span class="key wanted" /> before the cancel request <span class="key unwanted" /> after it
      </p>
      <svg viewBox={`0 0 ${width} ${cases.length * rowHeight}`} role="img" aria-label="Timelines of the worst attempts">
        {cases.map((one, index) => (
          <Timeline one={one} top={index * rowHeight} scale={width / longest} />
        ))}
      </svg>
    </section>
  );
}

function Timeline({ one, top, scale }: Readonly<{ one: Case; top: number; scale: number }>) {
  const { request, end } = extentOf(one);
  const barTop = top + rowHeight - barHeight - 6;
  return (
    <g>
      <text class="left" x={0} y={barTop - 6}>
        {one.activityType}, workflow {one.workflowId}: {inSeconds(one.wastedSeconds)} wasted,{' '}
        {findings[one.reason].title}
      </text>
      <rect class="wanted" x={0} y={barTop} width={Math.max(1, request * scale)} height={barHeight} />
      <rect
        class="unwanted"
        x={request * scale}
        y={barTop}
        width={Math.max(1, (end - request) * scale)}
        height={barHeight}
      />
      <line x1={request * scale} x2={request * scale} y1={barTop - 3} y2={barTop + barHeight + 3} />
    </g>
  );
}

/** Seconds from the start of the attempt. */
function extentOf({ startedAt, cancelRequestedAt, endedAt }: AuditedCase): Readonly<{ request: number; end: number }> {
  const start = Date.parse(startedAt ?? '');
  const request = Math.max(0, (Date.parse(cancelRequestedAt ?? '') - start) / 1000);
  return { request, end: Math.max(request, (Date.parse(endedAt ?? '') - start) / 1000) };
}
