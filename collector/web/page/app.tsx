import type { Overview } from '../overview-schema.js';
import { CommandsNeed } from './command.js';
import { Ended } from './ended.js';
import { HeldQueues } from './evidence.js';
import { FilterBar, type Filters, isNarrowed, type Options } from './filters.js';
import { Groups } from './groups.js';
import { History } from './history.js';
import { KnownLimits } from './limits.js';
import { Namespaces } from './namespaces.js';
import { HasOwners } from './owner.js';
import { LimitsInForce } from './prose.js';
import { type Situation, situationOf } from './situation.js';
import { Summary } from './summary.js';
import { ago, Instant } from './times.js';
import { Traces } from './traces.js';
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
  /** About the address that was opened. */
  notice?: string | undefined;
}>;

/** Everything on the page, on the server and in the browser. */
export function App({ overview, filters, now, ui, seen, apply, outage, notice }: AppProps) {
  const situation = situationOf(overview, Date.parse(overview.observedAt), outage !== undefined);
  const { status } = overview;
  return (
    <Zone.Provider value={overview.timeZone}>
      <HasOwners.Provider value={overview.hasOwners}>
        <LimitsInForce.Provider value={overview.limits}>
          <CommandsNeed.Provider value={overview.commandsNeed}>
            <div class="present">
              <header class="top">
                <span class="name">Deadbeat</span>
                <Age situation={situation} now={now} isStatic={ui.isStatic} observedAt={overview.observedAt} />
              </header>
              <p id="connection" role="status" class={outage === undefined ? 'hidden' : ''}>
                {outage ?? ''}
              </p>
            </div>
            <main>
              {notice !== undefined && (
                <p class="notice" role="status">
                  {notice}
                </p>
              )}
              <Summary situation={situation} overview={overview} filters={filters} now={now} ui={ui} />
              <FilterBar overview={overview} filters={filters} seen={seen} apply={apply} />
              {isNarrowed(filters) && overview.groups.length === 0 && <p>Nothing matches the filters.</p>}
              {situation.knowledge === 'unknown' && situation.lastObserved !== null && (
                <p class="note">What follows is as of the last observation, at {situation.lastObserved}.</p>
              )}
              <HeldQueues.Provider value={overview.queues}>
                <Groups overview={overview} now={now} ui={ui} />
              </HeldQueues.Provider>
              <History
                history={overview.history}
                ranOn={overview.ranOn}
                startedAt={overview.startedAt}
                now={now}
                filters={filters}
                apply={apply}
              />
              <Ended overview={overview} filters={filters} now={now} />
              <Traces overview={overview} now={now} />
              <Unreachable types={overview.unreachable} filters={filters} />
              <Namespaces status={status} now={now} />
              <KnownLimits namespaces={status.namespaces} hasHistory={overview.history !== null} />
              <p class="foot">
                Deadbeat {status.version}. Times are in {overview.timeZone}.
              </p>
              <nav class="foot" aria-label="For programs">
                For programs: <a href="metrics">metrics (text)</a>
                <a href="api/activities?offenders=true">activities (JSON)</a>
                <a href="api/status">status (JSON)</a>
              </nav>
            </main>
          </CommandsNeed.Provider>
        </LimitsInForce.Provider>
      </HasOwners.Provider>
    </Zone.Provider>
  );
}

type AgeProps = Readonly<{ situation: Situation; now: number; isStatic: boolean; observedAt: string }>;

/** How old what is shown is. */
function Age({ situation, now, isStatic, observedAt }: AgeProps) {
  const isPast = situation.knowledge === 'unknown';
  const at = isPast ? situation.lastObservedAt : observedAt;
  if (at === null) return <span class="age">Nothing observed yet</span>;
  return (
    <span class="age">
      {isPast ? 'Last observed' : 'As of'} <Instant at={at} now={now} />
      {isStatic ? '' : `, ${ago(at, now)}`}
    </span>
  );
}
