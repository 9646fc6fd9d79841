import { describe, expect, it } from 'vitest';
import { CheckQueue, sourceOf, TooManyPasswords } from '../../../collector/web/tls/check-queue.js';

/** A queue whose checks end when told to, one after another. */
function testQueue() {
  let nowMs = 0;
  let release: () => void = () => undefined;
  const heldBack = new Promise<void>((resolve) => {
    release = resolve;
  });
  const queue = new CheckQueue(
    () => nowMs,
    () => heldBack,
  );
  const started: string[] = [];
  let end: (isRight: boolean) => void = () => undefined;
  const ask = (key: string, address: string, left?: AbortSignal) => {
    const check = () => {
      started.push(key);
      return new Promise<boolean>((resolve) => {
        end = resolve;
      });
    };
    const answer = queue.ask(key, { address, ...(left && { left }) }, check);
    answer.catch(() => undefined);
    return answer;
  };
  /** Ends the check that runs, and waits until the next one has begun. */
  const endOne = async (isRight = false) => {
    end(isRight);
    for (let tick = 0; tick < 5; tick++) await Promise.resolve();
  };
  return {
    ask,
    started,
    endOne,
    release: () => release(),
    advance: (ms: number) => {
      nowMs += ms;
    },
  };
}

it('runs one check at a time, and of those that wait the oldest and the newest by turns', async () => {
  const { ask, started, endOne } = testQueue();
  for (const key of ['a', 'b', 'c', 'd', 'e']) ask(key, '192.0.2.1');
  expect(started).toEqual(['a']);
  for (let check = 0; check < 4; check++) await endOne();
  expect(started).toEqual(['a', 'b', 'e', 'c', 'd']);
});

it('holds the answer to a wrong password back while others wait, and no other answer', async () => {
  const { ask, endOne, release } = testQueue();
  const answers: string[] = [];
  const note = (key: string, address: string) =>
    ask(key, address).then(
      (isRight) => answers.push(`${key}: ${isRight}`),
      () => undefined,
    );
  const all = ['wrong', 'right', 'a', 'b', 'c'].map((key) => note(key, '192.0.2.1'));
  await endOne();
  await endOne(true);
  expect(answers).toEqual(['right: true']);
  for (let check = 0; check < 3; check++) await endOne();
  expect(answers).toEqual(['right: true', 'c: false', 'a: false', 'b: false']);
  release();
  await Promise.all(all);
  expect(answers.at(-1)).toBe('wrong: false');
});

it('lets sources with a wrong password in the last minute take turns with the others', async () => {
  const { ask, started, endOne, advance } = testQueue();
  ask('wrong', '192.0.2.1');
  await endOne();
  for (const key of ['a', 'b', 'c']) ask(key, '192.0.2.2');
  for (const key of ['guess 1', 'guess 2', 'guess 3']) ask(key, '192.0.2.1');
  for (let check = 0; check < 6; check++) await endOne(true);
  expect(started.slice(1)).toEqual(['a', 'guess 3', 'guess 1', 'c', 'b', 'guess 2']);

  for (const key of ['d', 'e', 'f']) ask(key, '192.0.2.2');
  for (const key of ['later 1', 'later 2', 'later 3']) ask(key, '192.0.2.1');
  advance(60_000);
  for (let check = 0; check < 6; check++) await endOne(true);
  expect(started.slice(7)).toEqual(['d', 'later 3', 'e', 'later 2', 'f', 'later 1']);
});

it('does not check what whoever asked has left', async () => {
  const { ask, started, endOne } = testQueue();
  const left = new AbortController();
  for (const key of ['runs', 'stays']) ask(key, '192.0.2.1');
  for (const key of ['gone', 'shared']) ask(key, '192.0.2.1', left.signal);
  ask('shared', '192.0.2.2');
  left.abort();
  for (let check = 0; check < 3; check++) await endOne(true);
  expect([...started].sort()).toEqual(['runs', 'shared', 'stays']);
});

it('makes one check of the same question, and counts it as the newest', async () => {
  const { ask, started, endOne } = testQueue();
  const [, first] = [ask('a', '192.0.2.1'), ask('right', '192.0.2.2'), ask('b', '192.0.2.1')];
  const again = ask('right', '192.0.2.3');
  await endOne();
  const whileItRuns = ask('right', '192.0.2.4');
  await endOne(true);
  expect(await Promise.all([first, again, whileItRuns])).toEqual([true, true, true]);
  expect(started).toEqual(['a', 'right', 'b']);
});

it('refuses the oldest of a source beyond its bound, and of no other source', async () => {
  const { ask } = testQueue();
  ask('runs', '192.0.2.9');
  const other = ask('right', '192.0.2.2');
  const oldest = ask('guess 0', '192.0.2.1');
  for (let guess = 1; guess <= 128; guess++) ask(`guess ${guess}`, '192.0.2.1');
  await expect(oldest).rejects.toThrow(TooManyPasswords);
  expect(await Promise.race([other, Promise.resolve('waits')])).toBe('waits');
});

it('refuses a source that guesses before others where many sources wait', async () => {
  const { ask, endOne } = testQueue();
  ask('wrong', '192.0.2.1');
  const others = Array.from({ length: 1_023 }, (_, n) => ask(`other ${n}`, `198.51.${n >> 8}.${n & 255}`));
  const guess = ask('guess', '192.0.2.1');
  await endOne();
  ask('one more', '192.0.2.2');
  ask('two more', '192.0.2.2');
  await expect(guess).rejects.toThrow(TooManyPasswords);
  expect(await Promise.race([...others, Promise.resolve('wait')])).toBe('wait');
});

it('goes on after a check that failed', async () => {
  const queue = new CheckQueue(() => 0);
  const failing = queue.ask('a', { address: '192.0.2.1' }, () => Promise.reject(new Error('no thread')));
  const next = queue.ask('b', { address: '192.0.2.1' }, async () => true);
  await expect(failing).rejects.toThrow('no thread');
  expect(await next).toBe(true);
});

describe('a source', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::1', '0:0:0:0'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::9', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('of %j is %j', (address, source) => {
    expect(sourceOf(address)).toBe(source);
  });
});
