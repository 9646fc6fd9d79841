import { inSeconds } from '../../text/duration.js';
import { dayBegin, inZone, zoneText } from '../../text/zone.js';
import type { Overview } from '../overview-schema.js';
import type { Filters } from './filters.js';
import type { Tile } from './tile.js';

/** What was wasted before now, where a history is kept. */
export function pastTiles(
  { history, startedAt, timeZone }: Overview,
  now: number,
  filters: Filters = {},
): readonly Tile[] {
  if (history === null) return [];
  const isWhole = filters.finding !== undefined || filters.search !== undefined;
  const wasted = isWhole ? 'wasted by all findings and IDs' : 'wasted';
  const { lastHourSeconds, todaySeconds, yesterdaySeconds, since } = history;
  const clock = (at: number) => inZone(at, timeZone).slice(11, 16);
  const todayFrom = clock(Math.max(Date.parse(since), dayBegin(now, timeZone)));
  const zone = zoneText(now, timeZone);
  const hasJustStarted = now - Date.parse(startedAt) < 3_600_000;
  return [
    {
      term: 'Last hour',
      value: inSeconds(lastHourSeconds),
      meaning: hasJustStarted
        ? `${wasted}; some may be from before Deadbeat started at ${clock(Date.parse(startedAt))} ${zone}`
        : `${wasted}; counted at the time when Deadbeat found it`,
    },
    {
      term: `Today (${zone})`,
      value: inSeconds(todaySeconds),
      meaning: `${wasted} since ${todayFrom === '00:00' ? 'midnight' : todayFrom}`,
    },
    {
      term: `Yesterday (${zone})`,
      value: yesterdaySeconds === null ? 'not known' : inSeconds(yesterdaySeconds),
      meaning:
        yesterdaySeconds === null ? (
          <>
            Deadbeat did not observe all of that day; <code class="line">deadbeat audit --since 48h</code>, with the
            address and namespace of this Deadbeat, reads it from history
          </>
        ) : (
          wasted
        ),
    },
  ];
}
