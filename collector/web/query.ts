import { UserError } from '../errors.js';
import { type Finding, findingNames } from '../findings/findings.js';
import { activityStates, type Millis } from '../model/activity/activity.js';
import { type Reason, reasons } from '../model/activity/reason.js';
import { instantIn, utc } from '../text/zone.js';

/** A query parameter that is not accepted. */
export class BadParameter extends UserError {
  override readonly name = 'BadParameter';

  constructor(
    readonly parameter: string,
    readonly value: string,
    readonly expected: string,
  ) {
    super([`${parameter}: got ${JSON.stringify(value)}, expected ${expected}`]);
  }
}

export const defaultLimit = 200;
export const largestLimit = 5000;
export const stateFilters = [...activityStates, 'orphaned', 'suspect', 'undecided'] as const;
export const nameFilters = ['namespace', 'taskQueue', 'workflowType', 'activityType'] as const;

/** Which rows are wanted; what is absent does not matter. */
export type RowQuery = Readonly<
  Partial<Record<(typeof nameFilters)[number], string>> & {
    state?: (typeof stateFilters)[number];
    reason?: Reason;
    finding?: Finding;
    /** Only those with a finding, or only those without. */
    offenders?: boolean;
    /** Of the owner; `unowned` for types without one. */
    team?: string;
    /** Part of a workflow, run or activity ID or of a worker identity. */
    search?: string;
    /** When something was fixed: what was wasted before it is compared with what was wasted since. */
    fixedAt?: Millis;
    limit: number;
  }
>;

/** Every parameter of /api/activities, for the reader and for docs/api/. */
export const parameters: readonly Readonly<{
  name: keyof RowQuery;
  description: string;
  schema: object;
}>[] = [
  ...nameFilters.map((name) => ({ name, description: 'Exactly this name.', schema: { type: 'string' } })),
  {
    name: 'state',
    description: 'As the server shows it; orphaned, suspect and undecided ones are in no other state.',
    schema: { type: 'string', enum: stateFilters },
  },
  { name: 'reason', description: 'Why it still runs.', schema: { type: 'string', enum: reasons } },
  { name: 'finding', description: 'One of its findings.', schema: { type: 'string', enum: findingNames } },
  {
    name: 'offenders',
    description: 'true: only those with a finding, suspect and undecided ones included; false: only those without.',
    schema: { type: 'boolean' },
  },
  { name: 'team', description: 'Of the owner; unowned: types without one.', schema: { type: 'string' } },
  {
    name: 'search',
    description: 'Part of a workflow, run or activity ID, or of a worker identity.',
    schema: { type: 'string' },
  },
  {
    name: 'fixedAt',
    description:
      'Day or instant of a fix, in the time zone of --time-zone unless it names one: /api/overview compares what was wasted before and after it. Selects nothing.',
    schema: { type: 'string', examples: ['2026-01-31', '2026-01-31T14:00'] },
  },
  {
    name: 'limit',
    description: 'How many at most.',
    schema: { type: 'integer', minimum: 1, maximum: largestLimit, default: defaultLimit },
  },
];

/** @throws BadParameter */
export function readQuery(query: Readonly<Record<string, unknown>>, timeZone = utc): RowQuery {
  const known: readonly string[] = parameters.map(({ name }) => name);
  const given = new Map<string, string>();
  for (const [parameter, value] of Object.entries(query)) {
    if (!known.includes(parameter)) throw new BadParameter(parameter, String(value), `one of ${known.join(', ')}`);
    if (typeof value !== 'string') throw new BadParameter(parameter, JSON.stringify(value), 'one value');
    given.set(parameter, value);
  }
  const names = nameFilters.flatMap((name) => (given.has(name) ? [[name, given.get(name)]] : []));
  const state = oneOf('state', given.get('state'), stateFilters);
  const reason = oneOf('reason', given.get('reason'), reasons);
  const finding = oneOf('finding', given.get('finding'), findingNames);
  const offenders = oneOf('offenders', given.get('offenders'), ['true', 'false'] as const);
  const search = given.get('search');
  const fixedAt = readInstant('fixedAt', given.get('fixedAt'), timeZone);
  return {
    ...Object.fromEntries(names),
    ...(state === undefined ? {} : { state }),
    ...(reason === undefined ? {} : { reason }),
    ...(finding === undefined ? {} : { finding }),
    ...(offenders === undefined ? {} : { offenders: offenders === 'true' }),
    ...(given.has('team') ? { team: given.get('team') ?? '' } : {}),
    ...(search === undefined || search === '' ? {} : { search }),
    ...(fixedAt === undefined ? {} : { fixedAt }),
    limit: readLimit(given.get('limit')),
  };
}

/** Whether it leaves anything out; the instant of a fix and the limit do not. */
export function isNarrowed({ fixedAt: _, limit: __, ...filters }: RowQuery): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}

function oneOf<V extends string>(parameter: string, value: string | undefined, accepted: readonly V[]): V | undefined {
  if (value === undefined) return undefined;
  const found = accepted.find((one) => one === value);
  if (found === undefined) throw new BadParameter(parameter, value, `one of ${accepted.join(', ')}`);
  return found;
}

/** A day, or an instant as a browser or RFC 3339 writes it; without a zone, in that of the page. */
function readInstant(parameter: string, value: string | undefined, timeZone: string): Millis | undefined {
  if (value === undefined || value === '') return undefined;
  const [, day, time = '00:00', zone] =
    /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(value) ?? [];
  const at = zone === undefined ? instantIn(`${day}T${time}`, timeZone) : Date.parse(`${day}T${time}${zone}`);
  if (Number.isNaN(at)) throw new BadParameter(parameter, value, 'a day or an instant such as 2026-01-31T14:00');
  return at;
}

function readLimit(value: string | undefined): number {
  if (value === undefined) return defaultLimit;
  const limit = /^\d+$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > largestLimit)
    throw new BadParameter('limit', value, `a whole number from 1 to ${largestLimit}`);
  return limit;
}
