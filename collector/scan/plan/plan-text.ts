import { inSeconds } from '../../text/duration.js';
import { printable } from '../../text/printable.js';
import { wrap } from '../../text/wrap.js';
import { noPaint, type Paint } from '../paint.js';
import { plural } from '../plural.js';
import type { NamespacePlan, Plan } from './plan-schema.js';

type Style = Readonly<{ width: number; paint?: Paint }>;

/** The plan for people: what was counted apart from what is projected. */
export function planText(
  { namespaces, projected, problems, observedAt }: Plan,
  { width, paint = noPaint }: Style,
): string {
  const lines = (text: string) => wrap(text, width).join('\n');
  const blocks = [
    ...namespaces.map((one) =>
      [paint.heading(`Namespace ${printable(one.namespace)}`), ...sentencesOn(one).map(lines)].join('\n'),
    ),
    ...(projected === null
      ? []
      : [[paint.heading('Projected for all namespaces'), ...totals(projected).map(lines)].join('\n')]),
    ...(namespaces.length === 0 ? [lines('Not known: nothing could be counted.')] : []),
    [
      ...problems.map((problem) => `Not complete: ${printable(problem)}`),
      ...(projected === null
        ? []
        : [
            `Counted at ${observedAt}. Projected figures come from a simulation of the schedule with activities of 60 s on average (docs/performance.md); they were not measured on this cluster. Activities of workflows that stay open for long are counted by no List or Count call, and standalone activities are not included.`,
          ]),
    ]
      .map((note) => paint.soft(lines(note)))
      .join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function sentencesOn({ measured, projected }: NamespacePlan): string[] {
  const { openWorkflows, workflowsStartedPerSecond, workflowsClosedPerSecond, eventsPerClosedWorkflow } = measured;
  const bound = measured.activityStartsBound === 'at_most' ? 'at most' : 'at least';
  const events =
    eventsPerClosedWorkflow === null
      ? 'none closed, so the number of their activities is not known'
      : `${rounded(eventsPerClosedWorkflow)} history events for each that closed`;
  const { row, isBeyondTable, requestsPerSecond, seenLive, estimateError } = projected;
  const shares = seenLive.map((one) => `${percent(one.share)} at ${number(one.requestsPerSecond)}/s`).join(', ');
  return [
    `Counted: ${plural(openWorkflows, 'open workflow')}; in the last hour ${rounded(workflowsStartedPerSecond)} started and ${rounded(workflowsClosedPerSecond)} closed per second, ${events}: ${bound} ${rounded(measured.activityStartsPerSecond)} activities started per second.`,
    `Projected: --requests-per-second ${number(requestsPerSecond)} (row of the sizing table: ${number(row.openExecutions)} open executions, ${number(row.startsPerSecond)} starts per second${isBeyondTable ? '; this namespace is larger than every row, so more is needed' : ''}).`,
    `Projected share of wasted seconds seen live: ${shares}. The rest is counted afterwards from history${estimateError === 0 ? '' : `, or estimated with an error of ±${percent(estimateError)} (95 %, for an hour)`}.`,
  ];
}

function totals(projected: NonNullable<Plan['projected']>): string[] {
  const { requestsPerSecond, shards, memoryMbPerShard, cpuPerShard, firstPassSeconds } = projected;
  const processes =
    shards === 1 ? 'One process is enough' : `${shards} processes, --shard 1/${shards} to ${shards}/${shards}`;
  return [
    `${processes}, each with about ${number(memoryMbPerShard)} MB of memory and ${cpuPerShard.toFixed(2)} cores, for ${number(requestsPerSecond)} Describe and history calls per second together.`,
    `All open executions are known about ${inSeconds(Math.ceil(firstPassSeconds))} after the start, at the default visibility budget.`,
  ];
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function rounded(value: number): string {
  return value === 0 ? '0' : value < 10 ? value.toPrecision(2) : number(Math.round(value));
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
