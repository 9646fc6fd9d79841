import { confirmedForMs } from '../../collector/model/activity/confirmed.js';
import type { Reason } from '../../collector/model/activity/reason.js';
import { recorded } from '../../promql/selector.js';
import { indent, lines, on } from '../../promql/text.js';
import { dashboardUids } from '../../promql/vocabulary.js';
import type { Alert, RuleContext } from '../alert.js';
import { activityRecord, cancelRequestedRecord, ofWaste, oldestRequestRecord } from '../records/activities.js';
import { levels } from '../records/levels.js';
import { upRecord } from '../records/sight.js';
import { inMs } from '../threshold-kinds.js';
import { between, collectorDelays, heartbeatShareOfTimeout } from '../timing.js';
import { ofActivities } from './commands.js';
import { activities, activityVariables, inWorkflow } from './phrases.js';

const dashboard = { uid: dashboardUids.wastedWork, variables: activityVariables } as const;
const exampleTimeoutMs = 10_000;

/** Activities that still run after their cancellation was requested, each for its own reason. The value is an age. */
export function cancelledAlerts(context: RuleContext): readonly Alert[] {
  const { cancelCannotBeHeard, cancelIgnored, cancelSilent, cancelUnheard } = context.thresholds;
  const { activeObservationMs, cancelledObservationMs, cancelGraceMs, silentAfterMs, unheardAfterMs } = collectorDelays;
  const toldMs = heartbeatShareOfTimeout * exampleTimeoutMs;
  return [
    {
      name: 'DeadbeatCancelCannotBeHeard',
      severity: 'warning',
      expression: ofWaste(cannotBeHeard(context)),
      for: cancelCannotBeHeard.for,
      keepFiringFor: cancelCannotBeHeard.keepFiringFor,
      summary: (w) =>
        `${activities(w)} cannot receive their cancellation: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `They were started without a heartbeat timeout and have never sent a heartbeat${inWorkflow(w)}, so the cancellation has no effect until they end by themselves or time out. ` +
        'Until then each one holds a worker slot and does work that is no longer wanted. ' +
        w.acceptanceEnded() +
        'First step: see in the dashboard how many there are and how long they may still run; if that is too long, stop the worker that runs them.',
      commands: ofActivities,
      dashboard,
      firesWhen: `an activity that can never receive its cancellation still runs ${cancelCannotBeHeard.oldest} after the request, and ${cancelCannotBeHeard.leastRemaining} or more can still be wasted`,
      timing: between('the cancel request', inMs(cancelCannotBeHeard.oldest), activeObservationMs),
    },
    {
      name: 'DeadbeatCancelIgnored',
      severity: 'warning',
      expression: ofWaste(ignored(context)),
      for: cancelIgnored.for,
      keepFiringFor: cancelIgnored.keepFiringFor,
      summary: (w) => `${activities(w)} ignore their cancellation: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `A heartbeat has told them of the cancellation${inWorkflow(w)}, and they continue beyond --cancel-grace. ` +
        w.acceptanceEnded() +
        'They hold worker slots, and what they still write may conflict with what the workflow did after the cancel. ' +
        'First step: search the code of the activity for a caught cancellation, a loop that never checks for it, or a call that does not get it.',
      commands: ofActivities,
      dashboard,
      firesWhen: `an activity that has been told still runs ${cancelIgnored.oldest} after the request, or such activities one after the other hold ${cancelIgnored.slots} slots on average over ${cancelIgnored.within}`,
      timing: between(
        'the cancel request (heartbeat timeout 10 s)',
        inMs(cancelIgnored.oldest),
        toldMs + cancelGraceMs + cancelledObservationMs,
      ),
    },
    {
      name: 'DeadbeatCancelSilent',
      severity: 'warning',
      expression: ofWaste(present('silent', cancelSilent.activities)),
      for: cancelSilent.for,
      keepFiringFor: cancelSilent.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have been silent since their cancellation was requested: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `They used to send heartbeats or should${inWorkflow(w)}, and their next heartbeat, which would tell them of the cancellation, is overdue. ` +
        w.acceptanceEnded() +
        'Either the worker is gone, or the code is stuck in a call that blocks its thread: the slot stays held until a timeout of the server, and possibly longer. ' +
        'First step: check whether the worker named in the Temporal UI is still running; if it is, take a stack dump of it.',
      commands: ofActivities,
      dashboard,
      firesWhen: 'a cancelled activity that has not been told is overdue with its heartbeat',
      timing: between(
        'the last heartbeat (no heartbeat timeout)',
        silentAfterMs,
        silentAfterMs + cancelledObservationMs,
      ),
    },
    {
      name: 'DeadbeatCancelUnheard',
      severity: 'warning',
      expression: ofWaste(present('unheard', cancelUnheard.activities)),
      for: cancelUnheard.for,
      keepFiringFor: cancelUnheard.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have not been told of their cancellation for longer than --unheard-after: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `Their next heartbeat would tell them, and it is not overdue${inWorkflow(w)}: their heartbeat timeout is so long that a cancel takes minutes to arrive. ` +
        'Until then each one holds a worker slot for work that is no longer wanted. ' +
        w.acceptanceEnded() +
        'First step: shorten the heartbeat timeout of this activity type to at most 30 s, and let its code send heartbeats more often than that.',
      commands: ofActivities,
      dashboard,
      firesWhen:
        'a cancelled activity has not been told for longer than --unheard-after, though its heartbeat is not overdue',
      timing: between('the cancel request', unheardAfterMs, unheardAfterMs + cancelledObservationMs),
    },
  ];
}

const kind = on(...levels.activity);
const oldest = (reason: Reason) =>
  `max without (reason) (${recorded(oldestRequestRecord, 'cancelRequestedOldest', { reason })})`;
const running = (reason: Reason) =>
  `sum without (reason) (${recorded(cancelRequestedRecord, 'cancelRequested', { reason })})`;

function present(reason: Reason, atLeast: number): string {
  return lines(oldest(reason), `and ${kind} ${running(reason)} >= ${atLeast}`);
}

/** The time left until their timeouts is known for those that cannot receive a cancel, cancelled or not: the cancelled have their share. */
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
function ignored({ thresholds: { cancelIgnored: limits } }: RuleContext): string {
  const inNamespace = on(...levels.namespace);
  const ofReason = (record: string, key: 'cancelRequested' | 'cancelRequestedOldest') =>
    `${recorded(record, key, { reason: 'ignoring_cancel' })}[${limits.within}]`;
  return lines(
    olderThan('ignoring_cancel', inMs(limits.oldest)),
    `or max without (reason) (max_over_time(${ofReason(oldestRequestRecord, 'cancelRequestedOldest')}))`,
    `  and ${kind} (`,
    `    sum without (reason) (sum_over_time(${ofReason(cancelRequestedRecord, 'cancelRequested')}))`,
    `    / ${inNamespace} group_left () count_over_time(${upRecord}[${limits.within}]) >= ${limits.slots}`,
    '  )',
    // Of a collector that has just begun to observe, a moment would be all of the time.
    `  and ${inNamespace} ${upRecord} offset ${limits.observedFor}`,
  );
}
