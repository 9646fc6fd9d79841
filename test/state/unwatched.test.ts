import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { SavedNamespace } from '../../collector/state/schema.js';
import { Unwatched } from '../../collector/state/unwatched.js';
import { t0 } from '../support/model.js';

const day = 24 * 3_600_000;
let now: number;
let lines: { namespace: string; msg: string }[];
const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });

beforeEach(() => {
  now = t0;
  lines = [];
});

function saved(namespace: string): SavedNamespace {
  const none = { executions: [], marks: [], finished: [], finishedMarks: [], suspects: [] };
  return { namespace, closedSince: t0, accountSince: t0, ...none };
}

const parts = () => ({ log, now: () => now });
const namesOf = (all: readonly SavedNamespace[]) => all.map(({ namespace }) => namespace);
const nobody = () => false;

describe('a namespace that is no longer watched', () => {
  it('is kept for 30 days, over restarts, and then forgotten with a line in the log', () => {
    const first = new Unwatched([], parts());
    first.keep(saved('gone'));
    now += 20 * day;
    const second = new Unwatched(first.all(nobody), parts());
    expect(second.get('gone')).toMatchObject({ namespace: 'gone', lastWatchedAt: t0 });
    now += 10 * day;
    expect(namesOf(second.all(nobody))).toEqual(['gone']);
    now += 1;
    expect(second.all(nobody)).toEqual([]);
    expect(second.get('gone')).toBeUndefined();
    expect(lines).toMatchObject([{ namespace: 'gone', msg: expect.stringContaining('not watched for 30 days') }]);
  });

  it('has its 30 days from the start on when it was watched until the last one ended', () => {
    now += 100 * day;
    const unwatched = new Unwatched([saved('default')], parts());
    expect(namesOf(unwatched.all(nobody))).toEqual(['default']);
    now += 31 * day;
    expect(unwatched.all(nobody)).toEqual([]);
  });

  it('is not saved twice while it is watched, and has all its days when it is left again', () => {
    const unwatched = new Unwatched([saved('default')], parts());
    now += 100 * day;
    expect(unwatched.all((name) => name === 'default')).toEqual([]);
    unwatched.keep(saved('default'));
    expect(namesOf(unwatched.all(nobody))).toEqual(['default']);
    expect(lines).toEqual([]);
  });
});
