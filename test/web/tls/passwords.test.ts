import { performance } from 'node:perf_hooks';
import { hashSync } from 'bcryptjs';
import { expect, it } from 'vitest';
import { Bcrypt } from '../../../collector/web/tls/bcrypt.js';
import { Passwords } from '../../../collector/web/tls/passwords.js';

const users = new Map([['alice', hashSync('right', 4)]]);
const given = (user: string, password: string) => ({ user, password });
const asker = { address: '192.0.2.1' };

it('takes the right password of a known user alone', async () => {
  const passwords = new Passwords();
  expect(await passwords.matches(users, given('alice', 'right'), asker)).toBe(true);
  expect(await passwords.matches(users, given('alice', 'wrong'), asker)).toBe(false);
  expect(await passwords.matches(users, given('bob', 'right'), asker)).toBe(false);
  expect(await passwords.matches(users, given('alice', ''), asker)).toBe(false);
  expect(await passwords.matches(users, given('', ''), asker)).toBe(false);
});

it('forgets an answer when the hash has changed', async () => {
  const passwords = new Passwords();
  const alice = given('alice', 'right');
  expect(await passwords.matches(users, alice, asker)).toBe(true);
  expect(await passwords.matches(new Map([['alice', hashSync('new', 4)]]), alice, asker)).toBe(false);
  expect(await passwords.matches(new Map([['bob', hashSync('right', 4)]]), alice, asker)).toBe(false);
});

it('remembers the right password however many wrong ones are tried', async () => {
  const passwords = new Passwords();
  await passwords.matches(users, given('alice', 'right'), asker);
  for (let guess = 0; guess < 150; guess++) await passwords.matches(users, given('alice', `guess ${guess}`), asker);
  // What is remembered needs no turn: it is answered before any that wait.
  const answers: boolean[] = [];
  const note = (answer: boolean) => void answers.push(answer);
  const waiting = Array.from({ length: 50 }, (_, guess) =>
    passwords.matches(users, given('alice', `more ${guess}`), asker),
  );
  for (const one of waiting) void one.then(note);
  await passwords.matches(users, given('alice', 'right'), asker).then(note);
  expect(answers[0]).toBe(true);
  expect(await Promise.all(waiting)).not.toContain(true);
});

it('remembers the right password for as long as it is used', async () => {
  const minuteMs = 60_000;
  let nowMs = 0;
  const passwords = new Passwords(() => nowMs);
  const isRemembered = async () => {
    const guess = passwords.matches(users, given('alice', `guess at ${nowMs}`), asker).then(() => 'guess');
    const right = passwords.matches(users, given('alice', 'right'), asker).then(() => 'right');
    const first = await Promise.race([guess, right]);
    await Promise.all([guess, right]);
    return first === 'right';
  };
  await passwords.matches(users, given('alice', 'right'), asker);
  for (let use = 0; use < 3; use++) {
    nowMs += 9 * minuteMs;
    expect(await isRemembered()).toBe(true);
  }
  nowMs += 10 * minuteMs;
  expect(await isRemembered()).toBe(false);
});

it('leaves the main thread to others while a password is checked', async () => {
  const bcrypt = new Bcrypt();
  const hash = hashSync('right', 4);
  await bcrypt.matches('right', hash, [hash]);
  const before = performance.eventLoopUtilization();
  const startedAt = performance.now();
  // About 300 ms of work.
  await bcrypt.matches('wrong', undefined, [`$2b$12$${'.'.repeat(53)}`]);
  const { active } = performance.eventLoopUtilization(before);
  expect(active).toBeLessThan((performance.now() - startedAt) / 2);
});

it('takes as many steps for an unknown user, and for one whose hash is cheaper, as for the costliest hash', async () => {
  const asked: (readonly string[])[] = [];
  const bcrypt = new Bcrypt(async ({ hashes }) => {
    asked.push(hashes);
    return hashes.map(() => false);
  });
  const [cheap, costly] = [hashSync('a', 4), hashSync('b', 6)];
  for (const hash of [cheap, costly, undefined]) await bcrypt.matches('wrong', hash, [cheap, costly]);
  const steps = (hashes: readonly string[]) => hashes.reduce((sum, hash) => sum + 2 ** Number(hash.slice(4, 6)), 0);
  expect(asked.map(steps)).toEqual([64, 64, 64]);
});
