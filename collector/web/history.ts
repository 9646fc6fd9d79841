import { ownerFields, type RowStyle } from '../findings/rows.js';
import type { WasteBucket } from '../metrics/view.js';
import { type Reason, reasons } from '../model/activity/reason.js';
import { rfc3339 } from '../text/instant.js';
import type { History } from './overview-schema.js';
import type { RowQuery } from './query.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const typesAtMost = 10;

type Buckets = Readonly<Record<'minute' | 'hour', readonly WasteBucket[]>>;
type Wasted = WasteBucket['wasted'][number];

/** What was wasted in the last hour and the last 48, narrowed by names and reason. */
export function historyOf({ minute, hour }: Buckets, query: RowQuery, style: RowStyle, now: number): History {
  const wanted = (buckets: readonly WasteBucket[]) =>
    buckets.map(({ startsAt, wasted }) => ({ startsAt, wasted: wasted.filter((one) => isWanted(one, query)) }));
  const minutes = wanted(minute);
  const hours = wanted(hour);
  const today = Math.floor(now / dayMs) * dayMs;
  return {
    lastHourSeconds: secondsIn(minutes.filter(({ startsAt }) => startsAt > now - hourMs)),
    todaySeconds: secondsIn(hours.filter(({ startsAt }) => startsAt >= today)),
    minutes: minutes.map(byReason),
    hours: hours.map(byReason),
    types: worstTypes(hours, style),
  };
}

function isWanted({ labels }: Wasted, query: RowQuery): boolean {
  const { namespace, taskQueue, workflowType, activityType, reason } = query;
  const named = [
    [namespace, labels.namespace],
    [taskQueue, labels.task_queue],
    [workflowType, labels.workflow_type],
    [activityType, labels.activity_type],
    [reason, labels.reason],
  ] as const;
  return named.every(([wanted, is]) => wanted === undefined || wanted === is);
}

function secondsIn(buckets: readonly WasteBucket[]): number {
  return buckets.reduce((sum, { wasted }) => sum + wasted.reduce((total, { ms }) => total + ms, 0), 0) / 1000;
}

function byReason({ startsAt, wasted }: WasteBucket): History['minutes'][number] {
  const seconds: Partial<Record<Reason, number>> = {};
  for (const { labels, ms } of wasted) {
    const reason = reasons.find((known) => known === labels.reason);
    if (reason !== undefined) seconds[reason] = (seconds[reason] ?? 0) + ms / 1000;
  }
  return { startsAt: rfc3339(startsAt) ?? '', seconds };
}

function worstTypes(hours: readonly WasteBucket[], { owners }: RowStyle): History['types'] {
  const types = new Map<string, { labels: Wasted['labels']; ms: number }>();
  for (const { labels, ms } of hours.flatMap(({ wasted }) => wasted)) {
    const { reason: _, ...names } = labels;
    const key = JSON.stringify(names);
    types.set(key, { labels, ms: (types.get(key)?.ms ?? 0) + ms });
  }
  return [...types.values()]
    .sort((a, b) => b.ms - a.ms)
    .slice(0, typesAtMost)
    .map(({ labels, ms }) => {
      const { namespace = '', task_queue: taskQueue = '', workflow_type = '', activity_type = '' } = labels;
      const names = { namespace, taskQueue, workflowType: workflow_type, activityType: activity_type };
      return { ...names, wastedSeconds: ms / 1000, owner: ownerFields(owners?.().ownerOf(names)) };
    });
}
