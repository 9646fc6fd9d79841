import { hashSync } from 'bcryptjs';
import { expect, it } from 'vitest';
import { Passwords, TooManyPasswords } from '../../../collector/web/tls/passwords.js';

const users = new Map([['alice', hashSync('right', 4)]]);

it('takes the right password of a known user alone', async () => {
  const passwords = new Passwords();
  expect(await passwords.matches(users, 'alice', 'right')).toBe(true);
  expect(await passwords.matches(users, 'alice', 'wrong')).toBe(false);
  expect(await passwords.matches(users, 'bob', 'right')).toBe(false);
  expect(await passwords.matches(users, 'alice', '')).toBe(false);
  expect(await passwords.matches(users, '', '')).toBe(false);
});

it('forgets an answer when the hash has changed', async () => {
  const passwords = new Passwords();
  expect(await passwords.matches(users, 'alice', 'right')).toBe(true);
  expect(await passwords.matches(new Map([['alice', hashSync('new', 4)]]), 'alice', 'right')).toBe(false);
  expect(await passwords.matches(new Map([['bob', hashSync('right', 4)]]), 'alice', 'right')).toBe(false);
});

it('remembers the right password however many wrong ones are tried', async () => {
  const passwords = new Passwords();
  await passwords.matches(users, 'alice', 'right');
  for (let guess = 0; guess < 150; guess++) await passwords.matches(users, 'alice', `guess ${guess}`);
  // What is remembered needs no turn: it is answered although as many as may wait are waiting.
  const waiting = Array.from({ length: 50 }, (_, guess) => passwords.matches(users, 'alice', `more ${guess}`));
  expect(await passwords.matches(users, 'alice', 'right')).toBe(true);
  await expect(passwords.matches(users, 'alice', 'one too many')).rejects.toThrow(TooManyPasswords);
  expect(await Promise.all(waiting)).not.toContain(true);
  expect(await passwords.matches(users, 'alice', 'one too many')).toBe(false);
});
