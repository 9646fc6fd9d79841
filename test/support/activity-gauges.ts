/** Gauges that speak of activities: no series of theirs is left when all is over. */
export const gaugesOfActivities = [
  'deadbeat_activities',
  'deadbeat_cancel_requested_activities',
  'deadbeat_cancel_requested_oldest_seconds',
  'deadbeat_heartbeat_oldest_seconds',
  'deadbeat_heartbeat_timeout_used_ratio',
  'deadbeat_stale_activities',
  'deadbeat_stalled_activities',
  'deadbeat_unreachable_activities',
  'deadbeat_unreachable_exposure_seconds',
  'deadbeat_orphaned_activities',
  'deadbeat_lost_activities',
  'deadbeat_offender_seconds',
] as const;
