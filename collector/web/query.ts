import type { Row } from '../findings/row.js';
import { activityStates } from '../model/activity/activity.js';
import { reasons } from '../model/activity/reason.js';

/** A query parameter that is not accepted. */
export class BadParameter extends Error {
  constructor(
    readonly parameter: string,
    readonly value: string,
    readonly expected: string,
  ) {
    super(`${parameter}: got ${JSON.stringify(value)}, expected ${expected}`);
  }
}

export type RowQuery = Readonly<{ matches: (row: Row) => boolean; limit: number }>;

const defaultLimit = 200;
const largestLimit = 5000;
const states = [...activityStates, 'orphaned', 'suspect'] as const;
const names = ['namespace', 'taskQueue', 'workflowType', 'activityType'] as const;
const known: readonly string[] = [...names, 'state', 'reason', 'limit'];

/** @throws BadParameter */
export function readQuery(query: Readonly<Record<string, unknown>>): RowQuery {
  const given = new Map<string, string>();
  for (const [parameter, value] of Object.entries(query)) {
    if (!known.includes(parameter)) throw new BadParameter(parameter, String(value), `one of ${known.join(', ')}`);
    if (typeof value !== 'string') throw new BadParameter(parameter, JSON.stringify(value), 'one value');
    given.set(parameter, value);
  }
  const state = oneOf('state', given.get('state'), states);
  const reason = oneOf('reason', given.get('reason'), reasons);
  const matches = (row: Row) =>
    names.every((name) => given.get(name) === undefined || row[name] === given.get(name)) &&
    (state === undefined || isIn(row, state)) &&
    (reason === undefined || row.reason === reason);
  return { matches, limit: readLimit(given.get('limit')) };
}

function isIn(row: Row, state: (typeof states)[number]): boolean {
  if (state === 'orphaned') return row.orphaned;
  if (state === 'suspect') return row.suspect;
  return row.state === state && !row.orphaned && !row.suspect;
}

function oneOf<V extends string>(parameter: string, value: string | undefined, accepted: readonly V[]): V | undefined {
  if (value === undefined) return undefined;
  const found = accepted.find((one) => one === value);
  if (found === undefined) throw new BadParameter(parameter, value, `one of ${accepted.join(', ')}`);
  return found;
}

function readLimit(value: string | undefined): number {
  if (value === undefined) return defaultLimit;
  const limit = /^\d+$/.test(value) ? Number(value) : 0;
  if (limit < 1 || limit > largestLimit)
    throw new BadParameter('limit', value, `a whole number from 1 to ${largestLimit}`);
  return limit;
}
