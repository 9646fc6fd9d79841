import { confirmedForMs } from '../../collector/model/activity/confirmed.js';
import type { Reason } from '../../collector/model/activity/reason.js';
import { recorded } from '../../promql/selector.js';
import { indent, lines, on } from '../../promql/text.js';
import type { RecordingRule, RuleContext } from '../alert.js';
import { inMs } from '../threshold-kinds.js';
import { activityRecord, cancelRequestedRecord, ofWaste, oldestRequestRecord } from './activities.js';
import { levels, recordName } from './levels.js';
import { upRecord } from './sight.js';

export type LastingCancel = 'cannot_be_heard' | 'ignored' | 'silent' | 'unheard';

/**
 * Age of the oldest request of a kind of activity that keeps running for this reason and for too long, unless that is accepted;
 * with its team, and with the severity that --owners-file names.
 */
export const lastingCancelRecord = (cancel: LastingCancel) =>
  recordName('activity', `deadbeat_cancel_${cancel}`, 'oldest_seconds');

export function cancelledRecords(context: RuleContext): readonly RecordingRule[] {
  const { cancelSilent, cancelUnheard } = context.thresholds;
  const conditions: Readonly<Record<LastingCancel, string>> = {
    cannot_be_heard: cannotBeHeard(context),
    ignored: ignored(context),
    silent: lines(present('silent', cancelSilent.activities), inTurn(context, 'silent')),
    unheard: lines(present('unheard', cancelUnheard.activities), inTurn(context, 'unheard')),
  };
  return (Object.keys(conditions) as LastingCancel[]).map((cancel) => ({
    record: lastingCancelRecord(cancel),
    expression: ofWaste(conditions[cancel]),
  }));
}

const kind = on(...levels.activity);
const oldest = (reason: Reason) =>
  `max without (reason) (${recorded(oldestRequestRecord, 'cancelRequestedOldest', { reason })})`;
const running = (reason: Reason) =>
  `sum without (reason) (${recorded(cancelRequestedRecord, 'cancelRequested', { reason })})`;

function present(reason: Reason, atLeast: number): string {
  return lines(oldest(reason), `and ${kind} ${running(reason)} >= ${atLeast}`);
}

/** The time left until their timeouts is known for those that cannot receive a cancellation, cancelled or not: the cancelled have their share. */
function cannotBeHeard({ thresholds: { cancelCannotBeHeard: limits } }: RuleContext): string {
  const remaining = lines(
    `${activityRecord('unreachableExposure')} / ${activityRecord('unreachable')}`,
    `* ${kind} ${running('no_heartbeat')}`,
  );
  return lines(
    '(',
    indent(olderThan('no_heartbeat', inMs(limits.oldest))),
    `) and ${kind} (`,
    indent(remaining),
    `) >= ${inMs(limits.leastRemaining) / 1000}`,
    'or (',
    indent(olderThan('no_heartbeat', inMs(limits.oldestIfUnknown))),
    `) unless ${kind} (`,
    indent(remaining),
    ')',
  );
}

/** An age keeps growing for this long after the last observation: beyond that, it was over the limit when it was observed. */
function olderThan(reason: Reason, limitMs: number): string {
  return lines(
    `${oldest(reason)} > ${limitMs / 1000} and ${on(...levels.namespace)} ${upRecord} == 1`,
    `or ${oldest(reason)} > ${(limitMs + confirmedForMs) / 1000}`,
  );
}

/** One that ignores it for long, or one after the other for as long: in both cases a slot is lost. */
function ignored(context: RuleContext): string {
  const { oldest: limit } = context.thresholds.cancelIgnored;
  return lines(olderThan('ignoring_cancel', inMs(limit)), inTurn(context, 'ignoring_cancel'));
}

/** Activities that keep running for the same reason one after the other hold a slot, though none of them for long. */
function inTurn({ thresholds: { cancelIgnored: limits, lostScrapes } }: RuleContext, reason: Reason): string {
  const inNamespace = on(...levels.namespace);
  const earlier = `${(inMs(limits.within) - inMs(limits.observedFor)) / 1000}s`;
  const within = (record: string, key: 'cancelRequested' | 'cancelRequestedOldest') =>
    `${recorded(record, key, { reason })}[${limits.within}]`;
  return lines(
    `or max without (reason) (max_over_time(${within(oldestRequestRecord, 'cancelRequestedOldest')}))`,
    `  and ${kind} (`,
    `    sum without (reason) (sum_over_time(${within(cancelRequestedRecord, 'cancelRequested')}))`,
    `    / ${inNamespace} group_left () count_over_time(${upRecord}[${limits.within}]) >= ${limits.slots}`,
    '  )',
    // When the last of them ended longer ago, it is over.
    `  and ${kind} last_over_time(${recorded(cancelRequestedRecord, 'cancelRequested', { reason })}[${lostScrapes}])`,
    // One burst of cancellations that takes long to be heard is no such row.
    `  and ${kind} last_over_time(${recorded(cancelRequestedRecord, 'cancelRequested', { reason })}[${limits.observedFor}] offset ${earlier})`,
    // Of a collector that has just begun to observe, a moment would be all of the time.
    `  and ${inNamespace} ${upRecord} offset ${limits.observedFor}`,
  );
}
