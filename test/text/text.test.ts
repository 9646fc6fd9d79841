import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, inSeconds, parseDuration } from '../../collector/text/duration.js';
import { rfc3339 } from '../../collector/text/instant.js';
import { printable } from '../../collector/text/printable.js';
import { quote } from '../../collector/text/quote.js';
import { shellQuote } from '../../collector/text/shell-quote.js';
import { linesThatFit, wrap, wrapAtMost } from '../../collector/text/wrap.js';

const steers = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1h30m', 5_400_000],
    ['0s', 0],
  ])('is read: %s', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
    expect(formatDuration(ms)).toBe(text);
  });

  it.each(['', '10', '1m 30s', '30s1m', '-1s', '1.5s', ' 1s'])('is nothing else: %j', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('is written so that it is read as the same', () => {
    fc.assert(fc.property(fc.nat(), (ms) => parseDuration(formatDuration(ms)) === ms));
  });

  it('in seconds is rounded down and never negative', () => {
    expect([inSeconds(119.9), inSeconds(-5)]).toEqual(['1m59s', '0s']);
  });
});

it('an instant is RFC 3339, and null where there is none', () => {
  expect([rfc3339(0), rfc3339(undefined), rfc3339(Number.POSITIVE_INFINITY)]).toEqual([
    ...['1970-01-01T00:00:00.000Z', null, null],
  ]);
});

it('printable text has no character that steers a terminal', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !steers.test(printable(text))));
});

it('a quoted value leaves out the user and password of a URL', () => {
  expect(quote('https://me:secret@host')).toBe('"https://***@host"');
});

describe('a shell argument', () => {
  it('stays as it is where no shell would read anything into it', () => {
    expect(shellQuote('order-17:a/b')).toBe('order-17:a/b');
  });

  it('is quoted where one would', () => {
    expect(shellQuote("it's $HOME")).toBe("'it'\\''s $HOME'");
    expect(shellQuote('')).toBe("''");
    expect([shellQuote('=ls'), shellQuote('a=ls')]).toEqual(["'=ls'", 'a=ls']);
  });

  it('has no control character, which a terminal takes for a key', () => {
    expect(shellQuote('x\x03\ntouch y\n')).toBe("$'x\\003\\012touch y\\012'");
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !steers.test(shellQuote(text))));
  });
});

it('wrapped lines are as wide as their words allow', () => {
  expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrap('', 7)).toEqual([]);
});

it('wrapped lines fit where characters are wide, or words longer than a line', () => {
  expect(wrap('注文を 確定する', 8)).toEqual(['注文を', '確定する']);
  expect(wrap('注文を確定する', 8)).toEqual(['注文を確', '定する']);
  expect(wrap('an abcdefghijkl', 5)).toEqual(['an', 'abcde', 'fghij', 'kl']);
  expect(wrap('👩‍👩‍👧👩‍👩‍👧 b', 2)).toEqual(['👩‍👩‍👧', '👩‍👩‍👧', 'b']);
});

it('a text of too many lines ends with a mark', () => {
  expect(wrapAtMost('one two three', 5, 3)).toEqual(['one', 'two', 'three']);
  expect(wrapAtMost('one two three', 5, 2)).toEqual(['one', 'two…']);
  expect(wrapAtMost('注文を確定する', 6, 1)).toEqual(['注文…']);
});

it('a screen holds lines by the rows that they take', () => {
  expect(linesThatFit(['a', 'b', 'c'], 10, 2)).toEqual(['a', 'b']);
  expect(linesThatFit(['注文を確定する', 'b'], 10, 2)).toEqual(['注文を確定する']);
  expect(linesThatFit(['', 'b'], 10, 5)).toEqual(['', 'b']);
});
