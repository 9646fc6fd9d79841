import { inDays } from '../text/duration.js';
import { minuteOf } from '../text/instant.js';
import { printable } from '../text/printable.js';
import { figuresOf, isSampled, isWritten, sumOver } from './figures.js';
import type { AuditReport } from './report-schema.js';

/** Whether the figures can be trusted, in one sentence, and what that rests on. */
export type Trust = Readonly<{ answer: string; grounds: readonly string[] }>;

export function trustOf(report: AuditReport): Trust {
  const reach = [...removedOf(report), ...oldestOf(report)];
  return { answer: answerOf(report), grounds: [...coverageOf(report), ...reach, ...boundsOf(report)] };
}

function answerOf(report: AuditReport): string {
  const { complete, executions, retention } = report;
  const { closed, open, read } = executions;
  if (!complete) return read === 0 ? 'No: nothing could be read.' : 'Partly: this audit is incomplete.';
  if (closed + open === 0) return 'There is nothing to judge: no execution of this window could be found.';
  const removed = retention.some(({ readableSince }) => readableSince !== null)
    ? ', for the part of the window that the server still has'
    : oldestOf(report).length > 0
      ? ', for the time since the oldest execution that was found'
      : '';
  const rests = isSampled(report)
    ? 'The figures are estimates from a random sample.'
    : 'Every history was read: no figure is estimated from a sample. Figures marked "at most" are bounds.';
  const yes = `Yes${isSampled(report) ? ', within the intervals' : ''}${removed}`;
  const exception = exceptionOf(report);
  return exception === undefined ? `${yes}. ${rests}` : `${yes}, except for ${exception} ${rests}`;
}

/** What the figures do not cover although it happened in the window; undefined: no such thing is known. */
function exceptionOf(report: AuditReport): string | undefined {
  const timedOut = sumOver(report.types, 'timedOutAtLeast');
  if (timedOut.seconds === 0) return undefined;
  const count = figuresOf(report).count(timedOut.seconds, timedOut.interval);
  const attempts = count === '1' ? '1 attempt was' : `${count} attempts were`;
  return `code that ran on after Temporal had given up on it: at least ${attempts} ended by a timeout. History does not tell whether that code then stopped, and no figure contains the time it ran on.`;
}

function coverageOf({ complete, executions, problems, createdAt }: AuditReport): string[] {
  const { closed, open, read } = executions;
  const all = closed + open;
  const coverage =
    read === all
      ? `Coverage: all ${all} executions of the window were read.`
      : complete
        ? `Coverage: ${read} of ${all} executions were read, a random sample of each workflow type and close status. In parentheses: the 95 % interval, which holds the truth in 95 of 100 such audits. Durations are those of the executions read.`
        : `Coverage: ${read} of ${all} executions that were found have been read. In parentheses: the 95 % interval.`;
  const age = createdAt === null ? '' : ` Age: as of ${toTheMinute(createdAt)}; what happened since is not in it.`;
  return [...problems.map((problem) => `Not complete: ${printable(problem)}`), `${coverage}${age}`];
}

function removedOf({ retention, executions }: AuditReport): string[] {
  return retention.flatMap(({ namespace, seconds, readableSince }) => {
    const name = `Namespace ${printable(namespace)}`;
    if (seconds === null)
      return executions.read === 0
        ? []
        : [`${name} does not tell how long it keeps closed executions: the older part of the window may be missing.`];
    if (readableSince === null) return [];
    return [
      `${name} keeps closed executions for ${inDays(seconds)}: what closed before ${toTheMinute(readableSince)} has been removed and is not counted.`,
    ];
  });
}

function oldestOf({ retention, createdAt }: AuditReport): string[] {
  return retention.flatMap(({ namespace, knownSince }) =>
    knownSince === null || knownSince === createdAt
      ? []
      : [
          `Namespace ${printable(namespace)}: the oldest execution that was found began at ${toTheMinute(knownSince)}. Nothing is known of the time before.`,
        ],
  );
}

function boundsOf(report: AuditReport): string[] {
  const { types } = report;
  const mayWait = types.some(({ lostSecondsAtMost }) => isWritten(lostSecondsAtMost));
  const wasDelivered = types.some(({ wastedSecondsByReason: by }) => isWritten(by.awaiting_heartbeat ?? 0));
  const orphaned = sumOver(types, 'orphanedSecondsAtMost');
  const bounds = [
    `"Saved at most" assumes the suggested heartbeat timeout, code that calls heartbeat at least as often as the SDK sends it (every 0.8 × the timeout, at most 60s), and that it stops at once when it receives the cancellation.${mayWait ? ' Waits count in full although the worker may have been running: history does not record when it stopped.' : ''}`,
  ];
  if (wasDelivered)
    bounds.push(
      '"Until the cancellation was delivered and it ended" is one figure: history does not record when a heartbeat delivered the cancellation. The page of a running Deadbeat tells the time until delivery from the time of stopping.',
    );
  if (isWritten(orphaned.seconds))
    bounds.push(
      `Orphans, which a workflow left behind when it closed, are counted as a bound: they ran on for at most ${figuresOf(report).duration(orphaned.seconds, orphaned.interval)}, until their timeouts.`,
    );
  return [
    ...bounds,
    'Not audited: standalone activities, local activities, and code that ran on after Temporal had given up on it.',
  ];
}

/** An RFC 3339 instant in UTC. */
export function toTheMinute(instant: string | null): string {
  return instant === null ? 'unknown' : `${minuteOf(instant)} UTC`;
}
