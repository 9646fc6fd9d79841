import { findingNames, findings } from '../../findings/findings.js';
import { printable } from '../../text/printable.js';
import type { Overview } from '../overview-schema.js';

/** The parameters of the page's URL; those of /api/overview. */
export type Filters = Readonly<Record<string, string>>;

export const filterNames = [
  'namespace',
  'taskQueue',
  'workflowType',
  'activityType',
  'finding',
  'team',
  'search',
] as const;

const labels: Readonly<Record<(typeof filterNames)[number], string>> = {
  namespace: 'Namespace',
  taskQueue: 'Task queue',
  workflowType: 'Workflow type',
  activityType: 'Activity type',
  finding: 'Finding',
  team: 'Team',
  search: 'ID or worker',
};

export type Options = ReadonlyMap<(typeof filterNames)[number], ReadonlySet<string>>;

type Props = Readonly<{
  overview: Overview;
  filters: Filters;
  /** What was there before a filter hid it: one choice can take the place of another. */
  seen?: Options | undefined;
  /** Absent: the form asks the server. */
  apply?: ((filters: Filters) => void) | undefined;
}>;

/** Narrows everything below it. The URL holds it, so that it can be shared. */
export function FilterBar({ overview, filters, seen, apply }: Props) {
  const change = (name: string, value: string) => {
    const next = { ...filters, [name]: value };
    apply?.(Object.fromEntries(Object.entries(next).filter(([, given]) => given !== '')));
  };
  const kept: Filters = filters.fixedAt === undefined ? {} : { fixedAt: filters.fixedAt };
  const clear = (event: Event) => {
    if (apply !== undefined) event.preventDefault();
    apply?.(kept);
  };
  return (
    <form class="filters" method="get" aria-label="Filters" onSubmit={(event) => apply && event.preventDefault()}>
      {filterNames
        .filter((name) => name !== 'team' || overview.hasOwners || filters.team !== undefined)
        .map((name) => (
          <label key={name} for={`filter-${name}`}>
            {labels[name]}
            {name === 'search' ? (
              <input
                id={`filter-${name}`}
                type="search"
                name={name}
                value={filters[name] ?? ''}
                maxLength={500}
                onInput={({ currentTarget }) => change(name, currentTarget.value)}
              />
            ) : (
              <select
                id={`filter-${name}`}
                name={name}
                value={filters[name] ?? ''}
                onChange={({ currentTarget }) => change(name, currentTarget.value)}
              >
                <option value="">any</option>
                {optionsOf(name, overview, filters[name], seen).map(([value, text]) => (
                  <option key={value} value={value} selected={filters[name] === value}>
                    {text}
                  </option>
                ))}
              </select>
            )}
          </label>
        ))}
      <noscript>
        <button type="submit">Apply</button>
      </noscript>
      {isNarrowed(filters) && (
        <a href={`?${new URLSearchParams(kept)}`} onClick={clear}>
          Clear the filters
        </a>
      )}
    </form>
  );
}

/** Says which of the filters that are set do not narrow what stands below. */
export function NotNarrowed({ by, filters }: { by: readonly (typeof filterNames)[number][]; filters: Filters }) {
  const names = by.filter((name) => filters[name] !== undefined).map((name) => `“${labels[name]}”`);
  if (names.length === 0) return null;
  return (
    <p class="note">
      Not narrowed by the filter{names.length === 1 ? '' : 's'} {names.join(' and ')}.
    </p>
  );
}

/** The instant of a fix selects nothing. */
export function isNarrowed(filters: Filters): boolean {
  return Object.keys(filters).some((name) => name !== 'fixedAt');
}

function optionsOf(
  name: (typeof filterNames)[number],
  overview: Overview,
  chosen: string | undefined,
  seen: Options | undefined,
) {
  if (name === 'finding') return findingNames.map((finding) => [finding, findings[finding].title] as const);
  const before = seen?.get(name) ?? [];
  const values = new Set([...(chosen === undefined ? [] : [chosen]), ...before, ...valuesIn(name, overview)]);
  return [...values].sort().map((value) => [value, textOf(name, value)] as const);
}

function valuesIn(name: (typeof filterNames)[number], { groups, unreachable, ended, status }: Overview): string[] {
  const types = [...groups, ...unreachable, ...ended];
  if (name === 'namespace') return status.namespaces.map(({ namespace }) => namespace);
  if (name === 'team') return types.map(({ owner }) => owner?.team ?? 'unowned');
  return name === 'search' || name === 'finding' ? [] : types.map((type) => type[name]);
}

/** What the filters can select, with what they could before; of names that come and go, the newest thousand. */
export function withOptions(seen: Options, overview: Overview): Options {
  const add = (name: (typeof filterNames)[number]) =>
    new Set([...(seen.get(name) ?? []), ...valuesIn(name, overview)].slice(-1_000));
  return new Map(filterNames.map((name) => [name, add(name)]));
}

function textOf(name: (typeof filterNames)[number], value: string): string {
  if (name === 'team' && value === 'unowned') return 'no owner';
  return value === '' ? 'standalone activity' : printable(value);
}
