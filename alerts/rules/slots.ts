import { pollAtLeastEveryMs, usualPeriodMs } from '../../collector/model/workers/worker.js';
import { lines, on } from '../../promql/text.js';
import { dashboardUids } from '../../promql/vocabulary.js';
import type { Alert, RuleContext } from '../alert.js';
import { activityRecord, ofPossibleWaste } from '../records/activities.js';
import { levels } from '../records/levels.js';
import { slotsRecord, unaccountedRecord, unwantedSlotsRecord } from '../records/slots.js';
import { inMs } from '../threshold-kinds.js';
import { between, collectorDelays } from '../timing.js';
import { ofActivities, ofQueue, ofSuspects } from './commands.js';
import { activities, activityVariables, inWorkflow, queue } from './phrases.js';

/** What waste takes from wanted work, or would take. */
export function slotAlerts(context: RuleContext): readonly Alert[] {
  const { slotsUnaccounted, slotsHeldByWaste, unreachableExposure, orphansPilingUp } = context.thresholds;
  const { activeObservationMs, passMs } = collectorDelays;
  const perQueue = levels.queue;
  return [
    {
      name: 'DeadbeatSlotsUnaccounted',
      severity: 'warning',
      expression: `${unaccountedRecord} >= ${slotsUnaccounted.slots}`,
      for: slotsUnaccounted.for,
      keepFiringFor: slotsUnaccounted.keepFiringFor,
      summary: (w) =>
        `Worker slots of ${queue(w)} have been held for at least ${slotsUnaccounted.for} by code that the server has given up on: ${w.value('number')}.`,
      description: (w) =>
        w.teams() +
        'The workers report more used slots than the server counts running activities: attempts that timed out, or whose workflow closed, while their code still runs. ' +
        'The slots are missing for other work, and where the server has retried the activity the same code runs twice. ' +
        'First step: `/api/activities?state=suspect` lists which attempts these probably are; a restart of their worker frees the slots (SIGKILL if it does not end on SIGTERM).',
      commands: ofSuspects,
      dashboard: { uid: dashboardUids.heartbeats, variables: perQueue },
      firesWhen: 'workers report more used slots than the server counts running activities',
      timing: between('the server gives up on the attempt', usualPeriodMs, 2 * usualPeriodMs + pollAtLeastEveryMs),
    },
    {
      name: 'DeadbeatSlotsHeldByWaste',
      severity: 'critical',
      expression: lines(
        `${unwantedSlotsRecord} / ${on(...perQueue)} ${slotsRecord} >= ${slotsHeldByWaste.share}`,
        `and ${on(...perQueue)} ${unwantedSlotsRecord} >= ${slotsHeldByWaste.slots}`,
      ),
      for: slotsHeldByWaste.for,
      keepFiringFor: slotsHeldByWaste.keepFiringFor,
      summary: (w) =>
        `Unwanted work has held at least ${w.value('percent')} of the worker slots of ${queue(w)} for at least ${slotsHeldByWaste.for}.`,
      description: (w) =>
        'Activities that still run after their cancellation, and code that the server has given up on, take the place of wanted work; at 100% no new activity of the queue starts. ' +
        w.teams() +
        'First step: add workers to the task queue, so that wanted work continues; then stop the workers that hold the waste, worst first as the dashboard lists it.',
      commands: ofQueue,
      dashboard: { uid: dashboardUids.wastedWork, variables: perQueue },
      firesWhen: `unwanted work holds ${slotsHeldByWaste.share * 100} % of a queue's slots, and at least ${slotsHeldByWaste.slots}`,
      timing: between('many activities are cancelled at once', 0, activeObservationMs),
    },
    {
      name: 'DeadbeatUnreachableExposure',
      severity: 'info',
      expression: ofPossibleWaste(
        `${activityRecord('unreachableExposure')} >= ${inMs(unreachableExposure.exposure) / 1000}`,
      ),
      for: unreachableExposure.for,
      keepFiringFor: unreachableExposure.keepFiringFor,
      summary: (w) =>
        `${activities(w)} could not receive a cancellation: cancelling those that run now could waste ${w.value('duration')} of worker time.`,
      description: (w) =>
        `They have neither a heartbeat timeout nor a heartbeat yet${inWorkflow(w)}. Nothing is wasted now. ` +
        'The next mass cancellation, or the loss of a worker, would cost up to this much: the time left until their timeouts, added up. ' +
        'First step: give the activity a heartbeat timeout and heartbeats at its next release.',
      commands: ofActivities,
      dashboard: { uid: dashboardUids.heartbeats, variables: activityVariables },
      firesWhen: `running activities that could not receive a cancellation could waste ${unreachableExposure.exposure} in total`,
      timing: between('the activities start', 0, passMs + activeObservationMs),
    },
    {
      name: 'DeadbeatOrphansPilingUp',
      severity: 'info',
      expression: ofPossibleWaste(`${activityRecord('orphaned')} >= ${orphansPilingUp.activities}`),
      for: orphansPilingUp.for,
      keepFiringFor: orphansPilingUp.keepFiringFor,
      summary: (w) =>
        `${activities(w)} were left behind by closed workflows for at least ${orphansPilingUp.for}: up to ${w.value('number')} may still run.`,
      description: (w) =>
        `Their workflows have closed without waiting for them${inWorkflow(w)}, and the server enforces nothing any more; their results are no longer used. ` +
        'The number is an upper bound, until the timeouts that they were started with. ' +
        'First step: compare with the unaccounted slots of the task queue in the dashboard, which are measured; then let the workflow wait for its cancelled activities.',
      commands: ofActivities,
      dashboard: { uid: dashboardUids.heartbeats, variables: activityVariables },
      firesWhen: `${orphansPilingUp.activities} or more activities of one type may still run although their workflows have closed`,
      timing: between('the workflows close', 0, passMs + activeObservationMs),
    },
  ];
}
