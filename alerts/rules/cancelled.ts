import { dashboardUids } from '../../promql/vocabulary.js';
import { type Alert, type RuleContext, severities } from '../alert.js';
import { lastingCancelRecord } from '../records/cancelled.js';
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
  const alerts: readonly Alert[] = [
    {
      name: 'DeadbeatCancelCannotBeHeard',
      severity: 'warning',
      expression: lastingCancelRecord('cannot_be_heard'),
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
      expression: lastingCancelRecord('ignored'),
      for: cancelIgnored.for,
      keepFiringFor: cancelIgnored.keepFiringFor,
      summary: (w) => `${activities(w)} ignore their cancellation: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `A heartbeat has delivered the cancellation${inWorkflow(w)}, and they continue beyond --cancel-grace. ` +
        w.acceptanceEnded() +
        'They hold worker slots, and what they still write may conflict with what the workflow did after the cancel request. ' +
        'First step: search the code of the activity for a caught cancellation, a loop that never checks for it, or a call that does not get it.',
      commands: ofActivities,
      dashboard,
      firesWhen: `an activity that has received its cancellation still runs ${cancelIgnored.oldest} after the request, or such activities, even if each is short, together hold ${cancelIgnored.slots} slots on average over ${cancelIgnored.within}`,
      timing: between(
        'the cancel request (heartbeat timeout 10 s)',
        inMs(cancelIgnored.oldest),
        toldMs + cancelGraceMs + cancelledObservationMs,
      ),
    },
    {
      name: 'DeadbeatCancelSilent',
      severity: 'warning',
      expression: lastingCancelRecord('silent'),
      for: cancelSilent.for,
      keepFiringFor: cancelSilent.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have been silent since their cancellation was requested: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `They used to send heartbeats or should${inWorkflow(w)}, and their next heartbeat, which would deliver the cancellation, is overdue. ` +
        w.acceptanceEnded() +
        'Either the worker is gone, or the code is stuck in a call that blocks its thread: the slot stays held until a timeout of the server, and possibly longer. ' +
        'First step: check whether the worker named in the Temporal UI is still running; if it is, take a stack dump of it.',
      commands: ofActivities,
      dashboard,
      firesWhen: `the heartbeat of a cancelled activity that has not received its cancellation is overdue, or such activities, even if each is short, together hold ${cancelIgnored.slots} slots on average over ${cancelIgnored.within}`,
      timing: between(
        'the last heartbeat (no heartbeat timeout)',
        silentAfterMs,
        silentAfterMs + cancelledObservationMs,
      ),
    },
    {
      name: 'DeadbeatCancelUnheard',
      severity: 'warning',
      expression: lastingCancelRecord('unheard'),
      for: cancelUnheard.for,
      keepFiringFor: cancelUnheard.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have not received their cancellation for longer than --unheard-after: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `Their next heartbeat would deliver it, and it is not overdue${inWorkflow(w)}: their heartbeat timeout is so long that a cancellation takes minutes to arrive. ` +
        'Until then each one holds a worker slot for work that is no longer wanted. ' +
        w.acceptanceEnded() +
        'First step: shorten the heartbeat timeout of this activity type to at most 30 s, and let its code send heartbeats more often than that.',
      commands: ofActivities,
      dashboard,
      firesWhen: `a cancelled activity has not received its cancellation for longer than --unheard-after, though its heartbeat is not overdue, or such activities, even if each is short, together hold ${cancelIgnored.slots} slots on average over ${cancelIgnored.within}`,
      timing: between('the cancel request', unheardAfterMs, unheardAfterMs + cancelledObservationMs),
    },
  ];
  return alerts.flatMap(ofEachSeverity);
}

/** The severity of a rule is fixed: for each other one that --owners-file may name there is a rule of its own. */
function ofEachSeverity(alert: Alert): Alert[] {
  const others = severities.filter((severity) => severity !== alert.severity);
  return [
    { ...alert, expression: `${alert.expression}{severity!~"${others.join('|')}"}` },
    ...others.map((severity) => ({
      ...alert,
      severity,
      expression: `${alert.expression}{severity="${severity}"}`,
      isNamedByOwners: true,
    })),
  ];
}
