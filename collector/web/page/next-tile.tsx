import { timeOfDay } from '../../text/instant.js';
import type { Overview } from '../overview-schema.js';
import type { Filters } from './filters.js';
import { Id } from './id.js';
import type { Tile } from './tile.js';
import { countText, visibilityOf } from './visibility.js';

const namedAtMost = 3;
const shownHistoryMs = 48 * 3_600_000;

/** Where the next waste comes from. Where timeouts are not known, there may be more. */
export function nextTile(overview: Overview, filters: Filters = {}): Tile {
  const { couldWasteNext, status } = overview;
  const { types, worst } = couldWasteNext;
  const term = 'What could waste next';
  const basis = basisOf(overview, filters);
  if (types === 0)
    return {
      term,
      value: 'none known',
      meaning: `no activity type is known that would run on after a cancellation (${basis})`,
    };
  const names = [...new Set(worst.map(({ activityType }) => activityType))].slice(0, namedAtMost);
  const more = types - names.length;
  const isHidden = visibilityOf(status.namespaces, ['options_unknown']) !== 'all';
  return {
    term,
    value: countText(types, isHidden ? 'some' : 'all'),
    meaning: (
      <>
        {types === 1 ? 'activity type' : 'activity types'}:{' '}
        {names.map((name, index) => (
          <>
            {index > 0 && ', '}
            <Id of={name} />
          </>
        ))}
        {more > 0 && ` and ${more} more`}; {whyOf(couldWasteNext)} ({basis})
      </>
    ),
  };
}

function whyOf({ types, couldNotReceive }: Overview['couldWasteNext']): string {
  const they = types === 1 ? 'it' : 'they';
  if (couldNotReceive === types) return `${they} could not receive a cancellation`;
  if (couldNotReceive === 0) return `${they} ran on after a cancellation`;
  return `${couldNotReceive} could not receive a cancellation, ${types - couldNotReceive} ran on after it`;
}

/** What the count rests on. */
function basisOf({ history, observedAt, timeZone }: Overview, { finding, search }: Filters): string {
  const whatever = finding !== undefined || search !== undefined ? '; whatever the finding or ID' : '';
  if (history === null) return `running now${whatever}`;
  const now = Date.parse(observedAt);
  const isWhole = Date.parse(history.since) <= now - shownHistoryMs;
  const since = isWhole ? 'in the last 48 hours' : `since ${timeOfDay(history.since, now, timeZone)}`;
  return `running now, or wasted time ${since}${whatever}`;
}
