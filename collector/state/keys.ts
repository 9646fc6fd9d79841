import { parseJson } from '../text/json.js';
import type { Entry } from './engine.js';

/**
 * Keys of the database: a kind, and JSON. Lone surrogates and control characters are escaped in JSON, so that every ID
 * that a server accepts makes a key of its own.
 *
 * | key | value |
 * |---|---|
 * | `meta` | version of the state |
 * | `opened` | when it was opened last |
 * | `identity` | which executions it counts: cluster, address, shard, query |
 * | `saved` | when it was saved last |
 * | `a[counter, labels]` | one series of the account |
 * | `n[namespace]` | how far a namespace is in the account |
 * | `e[namespace, workflow ID, run ID]` | an execution that is followed |
 * | `f[namespace, workflow ID, run ID]` | when an execution that is done with closed |
 * | `s[namespace, attempt]` | a suspect |
 * | `t[namespace, attempt]` | an attempt that timed out before it was certain whether its worker had stopped |
 * | `h[resolution, start, labels]` | milliseconds wasted in a minute, an hour or a day |
 * | `r[place]` | a cancelled attempt that ended; `place` is its number modulo 100 |
 * | `p[place]` | the trace of an attempt that ran on or whose worker was lost; `place` likewise |
 */
export const metaKey = 'meta';
export const openedKey = 'opened';
export const identityKey = 'identity';
export const aliveKey = 'saved';

/** `namesIds`: what follows the namespace in a key names workflows, runs or attempts. */
export const entryKinds = {
  a: { namesIds: false },
  n: { namesIds: false },
  e: { namesIds: true },
  f: { namesIds: true },
  s: { namesIds: true },
  t: { namesIds: true },
  h: { namesIds: false },
  r: { namesIds: false },
  p: { namesIds: false },
} as const;

export type EntryKind = keyof typeof entryKinds;

export function entryKey(kind: EntryKind, ...parts: readonly unknown[]): string {
  return kind + JSON.stringify(parts);
}

/** Of executions, whose own keys are JSON already. */
export function executionEntryKey(kind: 'e' | 'f', executionKey: string): string {
  return kind + executionKey;
}

/** The parts after the kind; undefined where the key was not made here. */
export function partsOf(key: string): unknown[] | undefined {
  const parts = parseJson(key.slice(1));
  return Array.isArray(parts) ? parts : undefined;
}

/** The prefix of all keys of a kind that belong to a namespace. */
export function namespacePrefix(kind: 'e' | 'f' | 's' | 't', namespace: string): string {
  return `${kind}[${JSON.stringify(namespace)},`;
}

export function metaEntry(version: number): Entry {
  return [metaKey, JSON.stringify({ format: 'deadbeat-state', version })];
}
