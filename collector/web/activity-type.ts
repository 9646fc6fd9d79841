import type { Entry } from '../findings/entry.js';
import { workflowTypeOf } from './matches.js';

/** What names an activity type, as metrics do. */
export function typeNamesOf({ holder, activity }: Entry) {
  const { namespace } = holder;
  const { taskQueue, activityType } = activity;
  return { namespace, taskQueue, workflowType: workflowTypeOf(holder), activityType };
}

export function typeKeyOf(entry: Entry): string {
  return JSON.stringify(Object.values(typeNamesOf(entry)));
}
