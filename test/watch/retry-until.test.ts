import { pino } from 'pino';
import { expect, it } from 'vitest';
import { retryUntil } from '../../collector/watch/retry-until.js';

const lines: { level: number; msg: string }[] = [];
const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
const fast = { longestPauseMs: 1, firstPauseMs: 1, log };

it('an attempt is repeated until it succeeds, and whatever it throws is logged', async () => {
  const outcomes: (() => Promise<boolean>)[] = [
    async () => false,
    () => Promise.reject(new TypeError('a bug, which p-retry alone would not retry')),
    () => Promise.reject('not an error object'),
    async () => true,
  ];
  let calls = 0;
  const attempt = async () => await (outcomes[calls++]?.() ?? false);
  await retryUntil(attempt, { ...fast, signal: new AbortController().signal });
  expect(calls).toBe(4);
  expect(lines.map(({ msg }) => msg)).toEqual(Array(2).fill('unexpected error; will retry'));
});

it('it ends without a success once it is stopped', async () => {
  const stopping = new AbortController();
  let calls = 0;
  const attempt = async () => {
    calls += 1;
    if (calls === 3) stopping.abort();
    return false;
  };
  await retryUntil(attempt, { ...fast, signal: stopping.signal });
  expect(calls).toBe(3);
});
