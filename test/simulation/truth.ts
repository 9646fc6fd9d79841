import type { Timeline } from './timeline.js';

/** What the timelines contain for a period, in seconds. */
export type Truth = Readonly<{
  wastedSeconds: number;
  /** Of the episodes that no description caught before their end. */
  missedSeconds: number;
  /** That had passed before the first description that showed them. */
  unseenSeconds: number;
}>;

/** Counts the cancelled activities that have ended and whose request came between two instants. */
export function truthOf(timelines: readonly Timeline[], from: number, to: number): Truth {
  let [wastedSeconds, missedSeconds, unseenSeconds] = [0, 0, 0];
  for (const { ended } of timelines)
    for (const { requestedAt, endsAt, firstSeenAt } of ended) {
      if (requestedAt < from || requestedAt >= to) continue;
      wastedSeconds += endsAt - requestedAt;
      if (firstSeenAt === undefined) missedSeconds += endsAt - requestedAt;
      unseenSeconds += (firstSeenAt ?? endsAt) - requestedAt;
    }
  return { wastedSeconds, missedSeconds, unseenSeconds };
}
