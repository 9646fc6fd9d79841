import { isIPv6 } from 'node:net';
import { hostname } from 'node:os';
import { validate as isCron } from 'node-cron';
import { parseDuration } from '../text/duration.js';

/** A value that is not accepted; `expected` says what is, for the user. */
export class NotAccepted extends Error {
  constructor(readonly expected: string) {
    super(expected);
  }
}

export const durationForm = 'a duration such as 10s, 2m, 1h30m or 500ms';
const longestMs = 365 * 24 * 3_600_000;

/** Milliseconds. @throws NotAccepted */
export function duration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new NotAccepted(durationForm);
  if (ms > longestMs) throw new NotAccepted(`${durationForm}, of at most 8760h`);
  return ms;
}

export function positiveDuration(text: string): number {
  const ms = duration(text);
  if (ms === 0) throw new NotAccepted(`${durationForm}, longer than 0s`);
  return ms;
}

/** One call in 100 seconds; timers do not reach much further. */
const leastRate = 0.01;

export function rate(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= leastRate && value <= 100_000))
    throw new NotAccepted(`a number of calls per second, from ${leastRate} to 100000`);
  return value;
}

export function count(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) throw new NotAccepted(`a whole number from ${least} to ${most}`);
    return value;
  };
}

/** How many values each field has, seconds first. A step as large as that or larger never repeats within it. */
const cronSizes = [60, 60, 24, 31, 12, 7];

export function cron(text: string): string {
  const fields = text.trim().split(/\s+/);
  // node-cron writes a range out before it looks at its ends.
  const numbersFit = !/\d{3}/.test(text);
  const stepsFit = fields.every((field, index) =>
    stepsOf(field).every((step) => step > 0 && step < (cronSizes[index] ?? 0)),
  );
  if (fields.length !== 6 || !numbersFit || !stepsFit || !isCron(text))
    throw new NotAccepted('a cron expression of six fields, seconds first, such as */10 * * * * *');
  return text;
}

function stepsOf(field: string): number[] {
  return Array.from(field.matchAll(/\/([^,]*)/g), ([, step]) => Number(step));
}

/** A number such as 0.25. @throws NotAccepted */
export function nonNegative(text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw new NotAccepted('a number such as 0.25');
  return value;
}

/** An instant, in milliseconds since the epoch, or how long before now. */
export type PastInstant = Readonly<{ at: number } | { beforeNowMs: number }>;

const dayMs = 24 * 3_600_000;

/** @throws NotAccepted */
export function pastInstant(text: string): PastInstant {
  const [, days, rest = ''] = /^(?:(\d{1,5})d)?(.*)$/.exec(text) ?? [];
  if (days !== undefined && rest === '') return { beforeNowMs: Number(days) * dayMs };
  const ms = parseDuration(rest);
  if (ms !== undefined) return { beforeNowMs: Number(days ?? 0) * dayMs + ms };
  const at = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(at))
    throw new NotAccepted('a duration such as 7d or 12h, or an instant such as 2026-11-01 or 2026-11-01T08:00:00Z');
  return { at };
}

export type Listen = Readonly<{ host: string; port: number }>;

export function listen(text: string): Listen {
  const parts = /^(?:\[([^\]]+)\]|([^\s:/@[\]]*)):(\d{1,5})$/.exec(text);
  const [, ipv6, name, port] = parts ?? [];
  if (parts === null || Number(port) > highestPort || (ipv6 !== undefined && !isIPv6(ipv6)))
    throw new NotAccepted('HOST:PORT such as 0.0.0.0:9810, [::1]:9810 or :9810, the port from 0 to 65535');
  return { host: ipv6 ?? (name || '0.0.0.0'), port: Number(port) };
}

const highestPort = 65_535;

/** This process takes part `index` (from 1) of `count`. */
export type Shard = Readonly<{ index: number; count: number }>;

/** `host` names a pod of a StatefulSet: its ordinal counts from 0. */
export function shard(text: string, host: string = hostname()): Shard {
  const [, given, all] = /^(auto|\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const ordinal = /-(\d{1,4})(?:\.|$)/.exec(host)?.[1];
  const index = given === 'auto' && ordinal !== undefined ? Number(ordinal) + 1 : Number(given);
  if (!(index >= 1 && index <= Number(all)))
    throw new NotAccepted(
      'i/n with i from 1 to n and n up to 9999, such as 1/1 or 2/3, or auto/n on a host whose name ends with a number from -0',
    );
  return { index, count: Number(all) };
}

export function url(text: string): string {
  const parsed = URL.canParse(text) ? new URL(text) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol) || parsed.username !== '' || parsed.password !== '')
    throw new NotAccepted('an http or https URL without user name and password, such as https://temporal.example.com');
  return text.replace(/\/+$/, '');
}

export function address(text: string): string {
  const parts = /^(?:\[([^\]%]+)\]|[^\s:/@[\]]+)(?::(\d{1,5}))?$/.exec(text);
  const [, ipv6, port = '7233'] = parts ?? [];
  if (parts === null || Number(port) > highestPort || Number(port) === 0 || (ipv6 !== undefined && !isIPv6(ipv6)))
    throw new NotAccepted('HOST:PORT such as 127.0.0.1:7233, without a scheme, the port from 1 to 65535');
  return text;
}

export function oneOf<const V extends string>(...values: readonly V[]): (text: string) => V {
  return (text) => {
    const value = values.find((accepted) => accepted === text);
    if (value === undefined) throw new NotAccepted(`one of ${values.join(', ')}`);
    return value;
  };
}

/** Some of these, divided by commas. */
export function listOf<const V extends string>(accepted: readonly V[]): (text: string) => readonly V[] {
  const one = oneOf(...accepted);
  return (value) => [...new Set(value.split(',').map((name) => one(name.trim())))];
}

export function text(what: string): (value: string) => string {
  return (value) => {
    if (value.trim() === '') throw new NotAccepted(what);
    return value;
  };
}

/** Names of profiles, separated by commas. */
export function profiles(value: string): readonly string[] {
  const names = [...new Set(value.split(',').map((name) => name.trim()))];
  if (names.includes('')) throw new NotAccepted('profile names separated by commas');
  return names;
}

/** `*`, or names; both forms accept several, separated by commas. */
export function namespaces(value: string): readonly string[] {
  const names = [...new Set(value.split(',').map((name) => name.trim()))];
  if (names.includes('')) throw new NotAccepted('namespace names separated by commas, or * for all');
  if (names.includes('*') && names.length > 1) throw new NotAccepted('either * for all namespaces, or names');
  return names;
}

export type QueueGroup = Readonly<{ pattern: RegExp; name: string }>;

/** `REGEX=NAME`, each on a line of its own: task queues whose whole name matches are one under this name. */
export function queueGroups(value: string): readonly QueueGroup[] {
  return value
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      // A pattern may contain the sign, a name of a task queue hardly does.
      const [, pattern = '', name = ''] = /^(.+)=([^=]+)$/.exec(line) ?? [];
      const parsed = regularExpression(pattern);
      if (parsed === undefined) throw new NotAccepted('REGEX=NAME, such as pod-[0-9a-f]+=pods');
      return { pattern: parsed, name };
    });
}

function regularExpression(pattern: string): RegExp | undefined {
  if (pattern === '') return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}
