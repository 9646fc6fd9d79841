import { pollAtLeastEveryMs, silentPeriods, slackMs, usualPeriodMs } from '../../collector/model/workers/worker.js';
import { on } from '../../promql/text.js';
import { dashboardUids } from '../../promql/vocabulary.js';
import type { Alert, RuleContext } from '../alert.js';
import { activityRecord, staleSilenceRecord, withTeam } from '../records/activities.js';
import { levels } from '../records/levels.js';
import { between, collectorDelays } from '../timing.js';
import { ofActivities } from './commands.js';
import { activities, activityVariables, inWorkflow } from './phrases.js';

const dashboard = { uid: dashboardUids.heartbeats, variables: activityVariables } as const;

/** Activities that are still wanted, and that may no longer be making progress. */
export function heartbeatAlerts(context: RuleContext): readonly Alert[] {
  const { thresholds } = context;
  const { heartbeatStale, activityStalled, workerLost } = thresholds;
  const { activeObservationMs, silentAfterMs, stalledAfterMs } = collectorDelays;
  /** The last report may be as old as a period when the worker dies, and Deadbeat may have seen it one poll late. */
  const stoppedMs = silentPeriods * usualPeriodMs + pollAtLeastEveryMs + slackMs;
  const kind = on(...levels.activity);
  return [
    {
      name: 'DeadbeatHeartbeatStale',
      severity: 'warning',
      expression: withTeam(
        `${staleSilenceRecord} and ${kind} ${activityRecord('stale')} >= ${heartbeatStale.activities}`,
      ),
      for: heartbeatStale.for,
      keepFiringFor: heartbeatStale.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have an overdue heartbeat: the longest silence among them is ${w.value('duration')}.`,
      description: (w) =>
        `Some have been silent for over 0.9 of their heartbeat timeout, or for over --silent-after without one${inWorkflow(w)}; SDKs heartbeat by 0.8. ` +
        'The worker is dead, frozen or cut off, or the code no longer heartbeats: the workflow waits for work that may have stopped. ' +
        'First step: check whether the workers of the task queue are running and report (slots in the dashboard), then the logs of the one that ran it.',
      commands: ofActivities,
      dashboard,
      firesWhen: "an activity's heartbeat is overdue",
      timing: between('the last heartbeat (no heartbeat timeout)', silentAfterMs, silentAfterMs + activeObservationMs),
    },
    {
      name: 'DeadbeatActivityStalled',
      severity: 'warning',
      expression: withTeam(`${activityRecord('stalled')} >= ${activityStalled.activities}`),
      for: activityStalled.for,
      keepFiringFor: activityStalled.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have sent heartbeats without progress for --stalled-after and ${activityStalled.for} more: ${w.value('number')} of them.`,
      description: (w) =>
        `Their heartbeats keep coming, but the progress in the heartbeat details has stopped changing after it had changed before${inWorkflow(w)}. ` +
        'No timeout ends this before start-to-close, since each heartbeat says that it is running: an endless loop or a call without a timeout looks like this. ' +
        'First step: find the item at which it stopped (heartbeat details in the Temporal UI) and what the code waits for there.',
      commands: ofActivities,
      dashboard,
      firesWhen: 'heartbeats keep coming while their details have stopped changing',
      timing: between('the last change of the details', stalledAfterMs, stalledAfterMs + activeObservationMs),
    },
    {
      name: 'DeadbeatWorkerLost',
      severity: 'warning',
      expression: withTeam(`${activityRecord('lost')} >= ${workerLost.activities}`),
      for: workerLost.for,
      keepFiringFor: workerLost.keepFiringFor,
      summary: (w) =>
        `${activities(w)} have waited for at least ${workerLost.for} on a worker that has stopped reporting: ${w.value('number')} of them.`,
      description: (w) =>
        `The server still counts them as running${inWorkflow(w)}, but their worker has announced its shutdown or missed two worker heartbeats. ` +
        'Without a heartbeat timeout the workflow waits out the full start-to-close timeout before another worker gets the task; with one of 10 s it would wait 10 s. ' +
        'First step: if the process of the worker is still there, restore its connection, or end it (SIGKILL if it does not end on SIGTERM). A new worker serves only what is scheduled next: to end the wait sooner, reset the workflow (work is repeated) or terminate it.',
      commands: ofActivities,
      dashboard,
      firesWhen: 'the server waits for an attempt whose worker has stopped reporting',
      timing: between(
        'the worker stops',
        stoppedMs - usualPeriodMs,
        stoppedMs + pollAtLeastEveryMs + activeObservationMs,
      ),
    },
  ];
}
