import { reasons } from '../../model/activity/reason.js';
import { activityLabels, type MetricDefinition } from './definition.js';

const acceptedSeverities = ['', 'info', 'warning', 'critical'] as const;

/** Single activities by their IDs, who owns an activity type, and which waste is accepted. */
export const attribution = {
  offender: {
    name: 'deadbeat_offender_seconds',
    type: 'gauge',
    labels: [...activityLabels, 'workflow_id', 'run_id', 'activity_id', 'reason'],
    values: { reason: reasons },
    help: 'The --top-offenders activities that have run longest after their cancellation was requested: age of the request.',
    unit: 'seconds',
    stability: 'stable',
  },
  ownerInfo: {
    name: 'deadbeat_owner_info',
    type: 'gauge',
    labels: [...activityLabels, 'team'],
    help: 'Always 1: which team owns an activity type, by --owners-file; unowned where no entry matches. Without the file there is no series.',
    unit: '1',
    stability: 'stable',
  },
  acceptedWaste: {
    name: 'deadbeat_accepted_waste',
    type: 'gauge',
    labels: [...activityLabels, 'team', 'severity'],
    values: { severity: acceptedSeverities },
    help: '1 while the waste of an activity type is accepted by --owners-file; 0 once it exceeds what was accepted, or the date has passed. severity: the one that the entry names for its alerts, or empty.',
    unit: '1 or 0',
    stability: 'stable',
  },
  acceptedWasteUntil: {
    name: 'deadbeat_accepted_waste_until_timestamp_seconds',
    type: 'gauge',
    labels: activityLabels,
    help: 'When the acceptance of the waste of an activity type ends; absent where it has no date.',
    unit: 'seconds',
    stability: 'stable',
  },
} as const satisfies Record<string, MetricDefinition>;
