import type { ActivityState } from '../collector/model/activity/activity.js';

/** The server counts the attempt as dispatched. */
export const runningStates = [
  'started',
  'cancel_requested',
  'pause_requested',
] as const satisfies readonly ActivityState[];

/** The dashboards, by the addresses that links point to: stable for ever. */
export const dashboardUids = {
  wastedWork: 'deadbeat-wasted-work',
  heartbeats: 'deadbeat-heartbeats',
  collector: 'deadbeat-collector',
} as const;

export type DashboardUid = (typeof dashboardUids)[keyof typeof dashboardUids];
