import { defaultThresholds as thresholds } from '../../../alerts/thresholds.js';
import { activities, cancelled, kind, queue, type Scenario, seconds, severalOf, slots, whole } from './scenario.js';
import { between, scraped } from './series.js';

export const ofActivities: readonly Scenario[] = [
  {
    alert: 'DeadbeatCancelCannotBeHeard',
    severity: 'warning',
    labels: kind,
    summary: `${activities} cannot receive their cancellation: the oldest request is 31s old.`,
    series: severalOf(
      cancelled('no_heartbeat', seconds(thresholds.cancelCannotBeHeard.oldest), 3),
      (from, to, _level, end) => [
        scraped('unreachable', kind, end, between(from, to, 3)),
        scraped('unreachableExposure', kind, end, between(from, to, 300)),
      ],
    ),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatCancelIgnored',
    severity: 'warning',
    labels: kind,
    summary: `${activities} ignore their cancellation: the oldest request is 2m 1s old.`,
    series: cancelled('ignoring_cancel', seconds(thresholds.cancelIgnored.oldest), 0),
    // The next one may be about to begin.
    lingers: seconds(thresholds.lostScrapes),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatCancelSilent',
    severity: 'warning',
    labels: kind,
    summary: `${activities} have been silent since their cancellation was requested: the oldest request is 2m 1s old.`,
    series: cancelled('silent', 120, thresholds.cancelSilent.activities - 1),
    // The next one may be about to begin.
    lingers: seconds(thresholds.lostScrapes),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatHeartbeatStale',
    severity: 'warning',
    labels: kind,
    summary: `${activities} have an overdue heartbeat: the longest silence among them is 2m 10s.`,
    series: severalOf(whole('stale', thresholds.heartbeatStale.activities), (from, to, _level, end) => [
      scraped('heartbeatOldest', kind, end, between(from, to, 130, 8)),
    ]),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatActivityStalled',
    severity: 'warning',
    labels: kind,
    summary: `${activities} have sent heartbeats without progress for --stalled-after and 2m more: 1 of them.`,
    series: whole('stalled', thresholds.activityStalled.activities),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatWorkerLost',
    severity: 'warning',
    labels: kind,
    summary: `${activities} have waited for at least 2m on a worker that has stopped reporting: 1 of them.`,
    series: whole('lost', thresholds.workerLost.activities),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatSlotsUnaccounted',
    severity: 'warning',
    labels: queue,
    summary:
      'Worker slots of task queue reports in namespace shop have been held for at least 5m by code that the server has given up on: 1.',
    series: (from, to, level, end) => [
      scraped(
        'unaccountedSlots',
        queue,
        end,
        between(from, to, level === 'at' ? thresholds.slotsUnaccounted.slots : 0, 0),
      ),
    ],
    needsPasses: true,
  },
  {
    alert: 'DeadbeatSlotsHeldByWaste',
    severity: 'critical',
    labels: queue,
    summary:
      'Unwanted work has held at least 50% of the worker slots of task queue reports in namespace shop for at least 2m.',
    series: severalOf(slots('used', 90), slots('free', 10), (from, to, level, end) => [
      scraped(
        'cancelRequested',
        { ...kind, reason: 'awaiting_heartbeat' },
        end,
        between(from, to, level === 'at' ? 50 : 49),
      ),
    ]),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatUnreachableExposure',
    severity: 'info',
    labels: kind,
    summary: `${activities} could not receive a cancellation: cancelling those that run now could waste 10h 0m 0s of worker time.`,
    series: whole('unreachableExposure', seconds(thresholds.unreachableExposure.exposure)),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatOrphansPilingUp',
    severity: 'info',
    labels: kind,
    summary: `${activities} were left behind by closed workflows for at least 15m: up to 10 may still run.`,
    series: whole('orphaned', thresholds.orphansPilingUp.activities),
    needsPasses: true,
  },
  {
    alert: 'DeadbeatCancelUnheard',
    severity: 'warning',
    labels: kind,
    summary: `${activities} have not received their cancellation for longer than --unheard-after: the oldest request is 2m 1s old.`,
    series: cancelled('unheard', 120, thresholds.cancelUnheard.activities - 1),
    // The next one may be about to begin.
    lingers: seconds(thresholds.lostScrapes),
    needsPasses: true,
  },
];
