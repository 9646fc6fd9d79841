import { findingNames, findings } from '../../findings/findings.js';
import type { Overview } from '../overview-schema.js';
import { Id } from './id.js';
import { NoOwner } from './owner.js';
import type { Situation } from './situation.js';
import { largeTiles, smallTiles, type Tile } from './tiles.js';
import { Trust } from './trust.js';
import { verdictOf } from './verdict.js';

/** What matters now, in one line and a few numbers. */
export function Summary({ situation, overview, now }: { situation: Situation; overview: Overview; now: number }) {
  const { tone, headline, explanation } = verdictOf(situation);
  const { knowledge } = situation;
  const past = knowledge === 'unknown' ? ' past' : '';
  return (
    <section class={`verdict ${tone}`} aria-labelledby="verdict">
      <h1 id="verdict">{headline}</h1>
      {explanation !== '' && <p>{explanation}</p>}
      <StartHere groups={overview.groups} />
      <Trust situation={situation} status={overview.status} />
      <Tiles tiles={largeTiles(overview)} className={`numbers large${past}`} />
      <Tiles tiles={smallTiles(overview, now)} className={`numbers${past}`} />
    </section>
  );
}

/** What to do first: about the worst activity type whose waste no one has accepted. */
function StartHere({ groups }: Pick<Overview, 'groups'>) {
  const worst = groups.find(({ cancelled, accepted }) => cancelled > 0 && accepted?.verdict !== 'accepted');
  const finding = worst === undefined ? undefined : mostFrequent(worst);
  if (worst === undefined || finding === undefined) return null;
  return (
    <>
      <p class="start">
        <strong>
          What to do now: start with <Id of={worst.activityType} />
        </strong>{' '}
        ({worst.owner === null ? <NoOwner /> : <>team {<Id of={worst.owner.team} />}</>}
        ): {findings[finding].title}. {findings[finding].now}
      </p>
      <p>
        <strong>What to change:</strong> {findings[finding].advice}
      </p>
    </>
  );
}

function mostFrequent({ findings: counts }: Overview['groups'][number]) {
  return [...findingNames].sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0)).find((finding) => counts[finding]);
}

function Tiles({ tiles, className }: { tiles: readonly Tile[]; className: string }) {
  return (
    <dl class={className}>
      {tiles.map(({ term, value, meaning }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            <strong>{value}</strong> <span>{meaning}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
