import type { Overview } from '../overview-schema.js';
import { Ended } from './ended.js';
import { FilterBar, type Filters, isNarrowed, type Options } from './filters.js';
import { Groups } from './groups.js';
import { History } from './history.js';
import { KnownLimits } from './limits.js';
import { Namespaces } from './namespaces.js';
import { HasOwners } from './owner.js';
import { LimitsInForce } from './prose.js';
import { situationOf } from './situation.js';
import { Summary } from './summary.js';
import { Instant } from './times.js';
import type { Ui } from './ui.js';
import { Unreachable } from './unreachable.js';
import { Zone } from './zone.js';

export type AppProps = Readonly<{
  overview: Overview;
  filters: Filters;
  /** Milliseconds since the epoch. */
  now: number;
  ui: Ui;
  /** What the filters could select before. */
  seen?: Options | undefined;
  apply?: ((filters: Filters) => void) | undefined;
  /** What stands between the reader and the present. */
  outage?: string | undefined;
}>;

/** Everything on the page, on the server and in the browser. */
export function App({ overview, filters, now, ui, seen, apply, outage }: AppProps) {
  const situation = situationOf(overview, Date.parse(overview.observedAt), outage !== undefined);
  const { status } = overview;
  return (
    <Zone.Provider value={overview.timeZone}>
      <HasOwners.Provider value={overview.hasOwners}>
        <LimitsInForce.Provider value={overview.limits}>
          <div class="present">
            <header class="top">
              <span class="name">Deadbeat</span>
              <span class="age">
                As of <Instant at={overview.observedAt} now={now} />
                {ui.isStatic ? '' : `, ${Math.max(0, Math.round((now - Date.parse(overview.observedAt)) / 1000))}s ago`}
              </span>
              <nav aria-label="For programs">
                For programs: <a href="metrics">metrics (text)</a>
                <a href="api/activities?offenders=true">activities (JSON)</a>
                <a href="api/status">status (JSON)</a>
              </nav>
            </header>
            <p id="connection" role="status" class={outage === undefined ? 'hidden' : ''}>
              {outage ?? ''}
            </p>
          </div>
          <main>
            <Summary situation={situation} overview={overview} filters={filters} now={now} />
            <FilterBar overview={overview} filters={filters} seen={seen} apply={apply} />
            {isNarrowed(filters) && overview.groups.length === 0 && <p>Nothing matches the filters.</p>}
            <Groups overview={overview} now={now} ui={ui} />
            <History
              history={overview.history}
              startedAt={overview.startedAt}
              now={now}
              filters={filters}
              apply={apply}
            />
            <Ended overview={overview} filters={filters} now={now} />
            <Unreachable types={overview.unreachable} />
            <Namespaces status={status} now={now} />
            <KnownLimits namespaces={status.namespaces} />
            <p class="foot">
              Deadbeat {status.version}. Times are in {overview.timeZone}.
            </p>
          </main>
        </LimitsInForce.Provider>
      </HasOwners.Provider>
    </Zone.Provider>
  );
}
