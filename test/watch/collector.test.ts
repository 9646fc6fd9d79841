import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporalError } from '../../collector/errors.js';
import { Collector } from '../../collector/watch/collector.js';
import type { NamespaceWatch } from '../../collector/watch/namespace-watch.js';
import { waitFor } from '../../tools/wait-for.js';

let lines: string[];
let collector: Collector | undefined;
const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line).msg) });

beforeEach(() => {
  lines = [];
});
afterEach(() => collector?.stop());

function start(
  namespaces: readonly string[] | (() => Promise<string[]>),
  left: string[] = [],
  known: () => readonly string[] = () => [],
): Collector {
  const watch = async (namespace: string) =>
    ({ start: () => undefined, stop: () => undefined, view: { namespace } }) as unknown as NamespaceWatch;
  const unwatched = ({ view }: NamespaceWatch) => left.push(view.namespace);
  collector = new Collector({ cron: '0 0 0 1 1 *', namespaces, known, watch, unwatched, log });
  collector.start();
  return collector;
}

const namesOf = (one: Collector) => one.views().map(({ namespace }) => namespace);

describe('the list of namespaces', () => {
  it('is asked for again when it cannot be had, with one line in the log', async () => {
    const answers = [() => Promise.reject(new TypeError('a bug')), async () => [], async () => ['a', 'b']];
    const started = start(() => (answers.shift() ?? (async () => ['a', 'b']))());
    await waitFor(async () => namesOf(started).length > 0, { what: 'the namespaces', deadlineMs: 10_000 });
    expect(namesOf(started)).toEqual(['a', 'b']);
    expect(started.isWatched('a')).toBe(true);
    expect(lines.filter((line) => line.includes('cannot be listed'))).toHaveLength(1);
  });

  it('that cannot be had leaves those that are known without it, and adds to them', async () => {
    const left: string[] = [];
    const known = ['a'];
    const refused = () => Promise.reject(new TemporalError('ListNamespaces', 'PERMISSION_DENIED', 'no'));
    const started = start(refused, left, () => known);
    await waitFor(async () => namesOf(started).length === 1, { what: 'the one', deadlineMs: 10_000 });
    expect(started.discovery()).toMatchObject({ up: false, lastError: { code: 'PERMISSION_DENIED' } });
    known.push('b');
    await waitFor(async () => namesOf(started).length === 2, { what: 'the other', deadlineMs: 10_000 });
    known.shift();
    expect([namesOf(started), left]).toEqual([['a', 'b'], []]);
  });

  it('that is fixed is known before the first answer, and is ready only after a complete pass of each', async () => {
    const started = start(['a']);
    await started.prepare();
    expect(namesOf(started)).toEqual(['a']);
    expect(started.isReady()).toBe(false);
  });
});
