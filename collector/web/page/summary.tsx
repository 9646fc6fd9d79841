import type { Overview } from '../overview-schema.js';
import type { Filters } from './filters.js';
import { nextTile } from './next-tile.js';
import { pastTiles } from './past-tiles.js';
import { Prose } from './prose.js';
import type { Situation } from './situation.js';
import { StartHere } from './start-here.js';
import type { Tile } from './tile.js';
import { alsoTiles, nowTiles } from './tiles.js';
import { Trust } from './trust.js';
import type { Ui } from './ui.js';
import { verdictOf } from './verdict.js';

type Props = Readonly<{ situation: Situation; overview: Overview; filters: Filters; now: number; ui: Ui }>;

/** What matters now, in one line and a few numbers. */
export function Summary({ situation, overview, filters, now, ui }: Props) {
  const { tone, headline, explanation } = verdictOf(situation);
  const present = (tiles: readonly Tile[]) =>
    situation.knowledge === 'unknown' ? tiles.map((tile) => asPast(tile, situation)) : tiles;
  const past = pastTiles(overview, now, filters, ui);
  // The last hour and today still grow: without a current observation they are as old as the rest.
  const [growing, yesterday] = [past.slice(0, 2), past.slice(2)];
  return (
    <section class={`verdict ${tone}`} aria-labelledby="verdict">
      <h1 id="verdict">{headline}</h1>
      {explanation !== '' && <p>{explanation}</p>}
      {situation.knowledge !== 'unknown' && <StartHere groups={overview.groups} totals={overview.totals} />}
      <Trust situation={situation} status={overview.status} />
      <Tiles tiles={present(nowTiles(overview, filters))} className="numbers large" />
      <Tiles tiles={present(alsoTiles(overview, now, filters))} className="numbers" />
      <Tiles tiles={[...present([nextTile(overview, filters), ...growing]), ...yesterday]} className="numbers" />
    </section>
  );
}

/** What is not known now, with what was observed last. */
function asPast({ term, value }: Tile, { lastObserved }: Situation): Tile {
  if (lastObserved === null) return { term, value: 'not known', meaning: 'nothing has been observed yet' };
  return { term, value: 'not known', meaning: <>at the last observation: {value}</> };
}

/** A bound in full size would not fit into one line. */
function Value({ of }: { of: Tile['value'] }) {
  const [, bound, amount] = (typeof of === 'string' && /^(at least) (.*)$/.exec(of)) || [];
  if (bound === undefined) return <>{of}</>;
  return (
    <>
      <span class="bound">{bound}</span> {amount}
    </>
  );
}

function Tiles({ tiles, className }: { tiles: readonly Tile[]; className: string }) {
  return (
    <dl class={className}>
      {tiles.map(({ term, value, meaning }) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            <strong>
              <Value of={value} />
            </strong>{' '}
            <span>{typeof meaning === 'string' ? <Prose text={meaning} /> : meaning}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
