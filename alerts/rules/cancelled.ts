import { activityLabels } from '../../collector/metrics/definitions.js';
import type { Reason } from '../../collector/model/activity/reason.js';
import { confirmedForMs } from '../../collector/model/activity-gauges.js';
import { by, indent, lines } from '../../promql/text.js';
import { dashboardUids } from '../../promql/vocabulary.js';
import type { Alert, RuleContext } from '../alert.js';
import { firesWithinSight, observed } from '../recording.js';
import { type Duration, inMs } from '../threshold-kinds.js';
import { between, collectorDelays, heartbeatShareOfTimeout } from '../timing.js';
import { activities, activityVariables, inWorkflow } from './phrases.js';

const dashboard = { uid: dashboardUids.wastedWork, variables: activityVariables } as const;

/** Activities that run on after their cancellation was requested, each for its own reason. The value is an age. */
export function cancelledAlerts(context: RuleContext): readonly Alert[] {
  const { cancelCannotBeHeard, cancelIgnored, cancelSilent } = context.thresholds;
  const { activeLookMs, cancelledLookMs, cancelGraceMs, silentAfterMs } = collectorDelays;
  const seedTimeoutMs = 10_000;
  const toldMs = heartbeatShareOfTimeout * seedTimeoutMs;
  return [
    {
      name: 'DeadbeatCancelCannotBeHeard',
      severity: 'warning',
      expression: olderThan(context, 'no_heartbeat', cancelCannotBeHeard),
      for: cancelCannotBeHeard.for,
      keepFiringFor: cancelCannotBeHeard.keepFiringFor,
      summary: (w) =>
        `${activities(w)} cannot hear their cancellation: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `They were started without a heartbeat timeout and have never sent a heartbeat${inWorkflow(w)}, so the cancellation reaches them only when they end by themselves or time out. ` +
        'Until then each one holds a worker slot and does work that nobody wants. ' +
        'First step: see in the dashboard how many they are and how long they may still run; if that is too long, stop the worker that runs them.',
      dashboard,
      firesWhen: `an activity that can never hear its cancellation still runs ${cancelCannotBeHeard.oldest} after the request`,
      timing: between('the cancel request', inMs(cancelCannotBeHeard.oldest), activeLookMs),
    },
    {
      name: 'DeadbeatCancelIgnored',
      severity: 'warning',
      expression: olderThan(context, 'ignoring_cancel', cancelIgnored),
      for: cancelIgnored.for,
      keepFiringFor: cancelIgnored.keepFiringFor,
      summary: (w) => `${activities(w)} ignore their cancellation: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `A heartbeat has told them of the cancellation${inWorkflow(w)}, and they run on past the grace of --cancel-grace. ` +
        'They hold worker slots, and what they still write may conflict with what the workflow did after the cancel. ' +
        'First step: look in the code of the activity for a caught cancellation, a loop that never checks for it, or a call that does not get it.',
      dashboard,
      firesWhen: `an activity that has been told still runs ${cancelIgnored.oldest} after the request`,
      timing: between(
        'the cancel request (heartbeat timeout 10 s)',
        inMs(cancelIgnored.oldest),
        toldMs + cancelGraceMs + cancelledLookMs,
      ),
    },
    {
      name: 'DeadbeatCancelSilent',
      severity: 'warning',
      expression: lines(
        oldest(context, 'silent', cancelSilent.for),
        `and sum ${by(...activityLabels)} (${context.series('cancelRequested', { reason: 'silent' })}) >= ${cancelSilent.activities}`,
      ),
      for: cancelSilent.for,
      keepFiringFor: cancelSilent.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have gone silent with a cancellation waiting: the oldest request is ${w.value('duration')} old.`,
      description: (w) =>
        `They used to heartbeat or should${inWorkflow(w)}, and their next heartbeat, which would tell them of the cancellation, is overdue. ` +
        'Either the worker is gone, or the code is stuck in a call that blocks its thread: the slot stays held until a timeout of the server, and possibly longer. ' +
        'First step: look whether the worker named in the Temporal UI still lives; if it does, take a stack dump of it.',
      dashboard,
      firesWhen: 'a cancelled activity that has not been told is overdue with its heartbeat',
      timing: between('the last heartbeat (no heartbeat timeout)', silentAfterMs, silentAfterMs + cancelledLookMs),
    },
  ];
}

type Limit = Readonly<{ oldest: Duration; for: Duration }>;

function olderThan(context: RuleContext, reason: Reason, { oldest: limit, for: lasting }: Limit): string {
  const seconds = inMs(limit) / 1000;
  const seenNow = `${oldest(context, reason, lasting)} > ${seconds}`;
  if (!firesWithinSight(context, lasting)) return seenNow;
  // An age goes on growing for so long after the last look: beyond that, it was over the limit when it was looked at.
  const ofLate = `${oldest(context, reason)} > ${seconds + confirmedForMs / 1000}`;
  return lines(seenNow, `or ${ofLate}`);
}

/** Age of the oldest request of each kind of activity whose reason is this one. */
function oldest(context: RuleContext, reason: Reason, lasting?: Duration): string {
  const selector = observed(context, context.series('cancelRequestedOldest', { reason }), lasting);
  return lines(`max ${by(...activityLabels)} (`, indent(selector), ')');
}
