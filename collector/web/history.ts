import { ownerFields, type RowStyle } from '../findings/rows.js';
import type { WasteBucket, WasteRecord } from '../metrics/view.js';
import { type Reason, reasons } from '../model/activity/reason.js';
import { unowned } from '../owners/owners.js';
import { rfc3339 } from '../text/instant.js';
import { dayBegin } from '../text/zone.js';
import { comparisonOf } from './comparison.js';
import type { History } from './overview-schema.js';
import type { PageStyle } from './page-style.js';
import type { RowQuery } from './query.js';
import { namesOf, secondsIn, typesIn } from './waste-sums.js';

const hourMs = 3_600_000;
const hoursShown = 48;
const typesAtMost = 10;

/** What was wasted before now, narrowed by names, reason and team. */
export function historyOf(record: WasteRecord, query: RowQuery, style: PageStyle, now: number): History {
  const isWanted = wantedBy(query, style);
  const wanted = (buckets: readonly WasteBucket[]) =>
    buckets.map(({ startsAt, wasted }) => ({ startsAt, wasted: wasted.filter(isWanted) }));
  const { since } = record;
  const minutes = wanted(record.minute);
  const hours = wanted(record.hour);
  const days = wanted(record.day);
  const shownHours = shownOf(hours, now);
  const today = dayBegin(now, style.timeZone);
  const yesterday = dayBegin(today - 1, style.timeZone);
  const from = (start: number) => hours.filter(({ startsAt }) => startsAt >= start && startsAt + hourMs > since);
  const untilToday = ({ startsAt }: WasteBucket) => startsAt < today;
  return {
    since: rfc3339(since) ?? '',
    lastHourSeconds: secondsIn(minutes.filter(({ startsAt }) => startsAt > now - hourMs)),
    todaySeconds: secondsIn(from(today)),
    yesterdaySeconds: since > yesterday ? null : secondsIn(from(yesterday).filter(untilToday)),
    minutes: minutes.map(byReason),
    hours: shownHours.map(byReason),
    ...typesOf(shownHours, style),
    unreachableTypes: typesIn(shownHours, 'no_heartbeat').size,
    comparison:
      query.fixedAt === undefined
        ? null
        : comparisonOf({ minute: minutes, hour: hours, day: days, since }, query.fixedAt, style, now),
  };
}

/** What was wasted in the hours that are shown, for any reason, narrowed by names and team. */
export function wastedHours(record: WasteRecord, query: RowQuery, style: PageStyle, now: number): WasteBucket[] {
  const { reason: _, ...named } = query;
  const isWanted = wantedBy(named, style);
  return shownOf(record.hour, now).map(({ startsAt, wasted }) => ({ startsAt, wasted: wasted.filter(isWanted) }));
}

function shownOf(hours: readonly WasteBucket[], now: number): readonly WasteBucket[] {
  return hours.filter(({ startsAt }) => startsAt > now - hoursShown * hourMs);
}

function wantedBy(query: RowQuery, style: RowStyle): (wasted: WasteBucket['wasted'][number]) => boolean {
  const { namespace, taskQueue, workflowType, activityType, reason, team } = query;
  const owners = team === undefined ? undefined : style.owners?.();
  return ({ labels }) => {
    const named = [
      [namespace, labels.namespace],
      [taskQueue, labels.task_queue],
      [workflowType, labels.workflow_type],
      [activityType, labels.activity_type],
      [reason, labels.reason],
    ] as const;
    const isNamed = named.every(([wanted, is]) => wanted === undefined || wanted === is);
    return isNamed && (team === undefined || (owners?.ownerOf(namesOf(labels))?.team ?? unowned) === team);
  };
}

function byReason({ startsAt, wasted }: WasteBucket): History['minutes'][number] {
  const seconds: Partial<Record<Reason, number>> = {};
  for (const { labels, ms } of wasted) {
    const reason = reasons.find((known) => known === labels.reason);
    if (reason !== undefined) seconds[reason] = (seconds[reason] ?? 0) + ms / 1000;
  }
  return { startsAt: rfc3339(startsAt) ?? '', seconds };
}

function typesOf(hours: readonly WasteBucket[], { owners }: RowStyle): Pick<History, 'types' | 'otherTypes'> {
  const sorted = [...typesIn(hours).values()].sort((a, b) => b.seconds - a.seconds);
  const others = sorted.slice(typesAtMost);
  return {
    types: sorted.slice(0, typesAtMost).map(({ names, seconds }) => ({
      ...names,
      wastedSeconds: seconds,
      owner: ownerFields(owners?.().ownerOf(names)),
    })),
    otherTypes: { count: others.length, wastedSeconds: others.reduce((sum, { seconds }) => sum + seconds, 0) },
  };
}
