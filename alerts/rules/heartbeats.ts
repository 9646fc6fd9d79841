import { activityLabels } from '../../collector/metrics/definitions.js';
import { pollAtLeastEveryMs, silentPeriods, slackMs, usualPeriodMs } from '../../collector/model/workers/workers.js';
import { by, indent, lines, on } from '../../promql/text.js';
import { dashboardUids } from '../../promql/vocabulary.js';
import type { Alert, RuleContext } from '../alert.js';
import { observed } from '../recording.js';
import type { Duration } from '../threshold-kinds.js';
import { between, collectorDelays } from '../timing.js';
import { activities, activityVariables, inWorkflow } from './phrases.js';

const dashboard = { uid: dashboardUids.heartbeats, variables: activityVariables } as const;

/** Activities that everybody still wants, and that nobody may be working on. */
export function heartbeatAlerts(context: RuleContext): readonly Alert[] {
  const { series, thresholds } = context;
  const { heartbeatStale, activityStalled, workerLost } = thresholds;
  const { activeLookMs, silentAfterMs, stalledAfterMs } = collectorDelays;
  /** The last report may be as old as a period when the worker dies, and Deadbeat may have seen it one poll late. */
  const stoppedMs = silentPeriods * usualPeriodMs + pollAtLeastEveryMs + slackMs;
  const perKind = (selector: string, lasting: Duration) =>
    lines(`sum ${by(...activityLabels)} (`, indent(observed(context, selector, lasting)), ')');
  return [
    {
      name: 'DeadbeatHeartbeatStale',
      severity: 'warning',
      expression: lines(
        `max ${by(...activityLabels)} (${series('heartbeatOldest')})`,
        `and ${on(...activityLabels)} ${perKind(series('stale'), heartbeatStale.for)} >= ${heartbeatStale.activities}`,
      ),
      for: heartbeatStale.for,
      keepFiringFor: heartbeatStale.keepFiringFor,
      summary: (w) =>
        `${activities(w)} are overdue with their heartbeat: the longest silence among them is ${w.value('duration')}.`,
      description: (w) =>
        `Some have been silent for over 0.9 of their heartbeat timeout, or for over --silent-after without one${inWorkflow(w)}; SDKs heartbeat by 0.8. ` +
        'The worker is dead, frozen or cut off, or the code no longer heartbeats: the workflow waits for work that may not go on. ' +
        'First step: look whether the workers of the task queue live and report (slots in the dashboard), then at the logs of the one that ran it.',
      dashboard,
      firesWhen: 'an activity is overdue with its heartbeat',
      timing: between('the last heartbeat (no heartbeat timeout)', silentAfterMs, silentAfterMs + activeLookMs),
    },
    {
      name: 'DeadbeatActivityStalled',
      severity: 'warning',
      expression: `${perKind(series('stalled'), activityStalled.for)} >= ${activityStalled.activities}`,
      for: activityStalled.for,
      keepFiringFor: activityStalled.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have heartbeated without progress for --stalled-after and ${activityStalled.for} more: ${w.value('number')} of them.`,
      description: (w) =>
        `Their heartbeats keep coming, but the progress in the heartbeat details has stopped changing after it had changed before${inWorkflow(w)}. ` +
        'No timeout ends this before start-to-close, since each heartbeat says that all is well: an endless loop or a call without a timeout looks like this. ' +
        'First step: find the item at which it stands (heartbeat details in the Temporal UI) and what the code waits for there.',
      dashboard,
      firesWhen: 'heartbeats go on while their details have stopped changing',
      timing: between('the last change of the details', stalledAfterMs, stalledAfterMs + activeLookMs),
    },
    {
      name: 'DeadbeatWorkerLost',
      severity: 'warning',
      expression: `${perKind(series('lost'), workerLost.for)} >= ${workerLost.activities}`,
      for: workerLost.for,
      keepFiringFor: workerLost.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have waited for at least ${workerLost.for} on a worker that has stopped reporting: ${w.value('number')} of them.`,
      description: (w) =>
        `The server still counts them as running${inWorkflow(w)}, but their worker was shut down or has missed two reports. ` +
        'Without a heartbeat timeout the workflow waits out the full start-to-close timeout before anybody else gets the task; with one of 10 s it would wait 10 s. ' +
        'First step: find out whether the worker is dead (then let it go, and add a heartbeat timeout) or only cut off from Temporal.',
      dashboard,
      firesWhen: 'the server waits for an attempt whose worker has stopped reporting',
      timing: between("the worker's death", stoppedMs - usualPeriodMs, stoppedMs + pollAtLeastEveryMs + activeLookMs),
    },
  ];
}
