import type { WasteBucket } from '../metrics/view.js';
import type { Reason } from '../model/activity/reason.js';
import { type TypeNames, typeNamesKey } from '../owners/match.js';

type Wasted = WasteBucket['wasted'][number];

export function secondsIn(buckets: readonly WasteBucket[]): number {
  return buckets.reduce((sum, { wasted }) => sum + wasted.reduce((total, { ms }) => total + ms, 0), 0) / 1000;
}

/** What each activity type wasted, by a key of its names. @param reason for this one alone */
export function typesIn(
  buckets: readonly WasteBucket[],
  reason?: Reason,
): Map<string, Readonly<{ names: TypeNames; seconds: number }>> {
  const types = new Map<string, { names: TypeNames; seconds: number }>();
  for (const { labels, ms } of buckets.flatMap(({ wasted }) => wasted)) {
    if (reason !== undefined && labels.reason !== reason) continue;
    const names = namesOf(labels);
    const key = typeNamesKey(names);
    types.set(key, { names, seconds: (types.get(key)?.seconds ?? 0) + ms / 1000 });
  }
  return types;
}

export function namesOf({ namespace = '', task_queue = '', workflow_type = '', activity_type = '' }: Wasted['labels']) {
  return { namespace, taskQueue: task_queue, workflowType: workflow_type, activityType: activity_type };
}
