import { ownerFields, type RowStyle } from '../findings/rows.js';
import type { WasteBucket, WasteRecord } from '../metrics/view.js';
import { rfc3339 } from '../text/instant.js';
import type { Comparison } from './overview-schema.js';
import { secondsIn, typesIn } from './waste-sums.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const typesAtMost = 20;

type Stretch = Readonly<{ from: number; to: number; buckets: readonly WasteBucket[] }>;

/** What was wasted per hour before a fix and since, as far back as it is known. */
export function comparisonOf(record: WasteRecord, fixedAt: number, style: RowStyle, now: number): Comparison {
  const { before, after } = stretchesOf(record, fixedAt, now);
  // What less than an hour wasted says nothing of an hour.
  const perHour = ({ from, to }: Stretch, seconds: number) =>
    to - from >= hourMs ? (seconds * hourMs) / (to - from) : null;
  const sideOf = (stretch: Stretch) => {
    const wastedSecondsPerHour = perHour(stretch, secondsIn(stretch.buckets));
    if (wastedSecondsPerHour === null) return null;
    return { from: rfc3339(stretch.from) ?? '', to: rfc3339(stretch.to) ?? '', wastedSecondsPerHour };
  };
  const typesBefore = typesIn(before.buckets);
  const typesAfter = typesIn(after.buckets);
  const types = Array.from(new Map([...typesBefore, ...typesAfter]), ([key, { names }]) => ({
    ...names,
    beforePerHour: perHour(before, typesBefore.get(key)?.seconds ?? 0),
    afterPerHour: perHour(after, typesAfter.get(key)?.seconds ?? 0),
    owner: ownerFields(style.owners?.().ownerOf(names)),
  }));
  const most = ({ beforePerHour, afterPerHour }: (typeof types)[number]) =>
    Math.max(beforePerHour ?? 0, afterPerHour ?? 0);
  return {
    fixedAt: rfc3339(fixedAt) ?? '',
    before: sideOf(before),
    after: sideOf(after),
    types: types
      .filter(({ beforePerHour, afterPerHour }) => beforePerHour !== null || afterPerHour !== null)
      .sort((a, b) => most(b) - most(a))
      .slice(0, typesAtMost),
  };
}

/** By hours as long as they are kept, by days before that. The hour or day in which the fix came is on neither side. */
function stretchesOf({ hour, day, since }: WasteRecord, fixedAt: number, now: number) {
  const oldestHour = (Math.floor(now / hourMs) - 47) * hourMs;
  const oldestDay = (Math.floor(now / dayMs) - 34) * dayMs;
  const isByHour = fixedAt >= oldestHour + hourMs;
  const [lengthMs, kept] = isByHour ? [hourMs, hour] : [dayMs, day];
  const from = Math.max(since, isByHour ? oldestHour : oldestDay);
  const end = Math.min(Math.floor(fixedAt / lengthMs) * lengthMs, now);
  const start = Math.ceil(fixedAt / lengthMs) * lengthMs;
  const known = kept.filter(({ startsAt }) => startsAt + lengthMs > from);
  const before = { from, to: end, buckets: known.filter(({ startsAt }) => startsAt < end) };
  const afterFrom = Math.max(start, from);
  const after = { from: afterFrom, to: now, buckets: known.filter(({ startsAt }) => startsAt >= start) };
  return { before, after };
}
