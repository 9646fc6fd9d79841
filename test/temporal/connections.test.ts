import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { TemporalError } from '../../collector/errors.js';
import { Connections } from '../../collector/temporal/connections.js';

/** What the server lists; undefined: it refuses. */
const listing = vi.hoisted(() => ({ names: undefined as readonly string[] | undefined }));
vi.mock('../../collector/temporal/listings.js', async (original) => ({
  ...(await original<object>()),
  listNamespaces: async () => {
    if (listing.names === undefined) throw new TemporalError('ListNamespaces', 'PERMISSION_DENIED', 'no');
    return listing.names;
  },
}));

let folder: string;
let connections: Connections;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-profiles-'));
  const file = join(folder, 'temporal.toml');
  const profile = (name: string, namespace: string) =>
    `[profile.${name}]\naddress = "${name}:7233"\nnamespace = "${namespace}"\n`;
  writeFileSync(file, `${profile('all', '*')}${profile('one', 'fixed')}`);
  const environment = { TEMPORAL_CONFIG_FILE: file };
  connections = Connections.open(
    { address: undefined, apiKeyFile: undefined, namespaces: undefined, environment, profiles: ['all', 'one'] },
    { requestTimeoutMs: 1_000, visibilityRequestsPerSecond: 100, record: () => undefined, redactIds: false },
  );
});
afterEach(async () => {
  await connections.close();
  rmSync(folder, { recursive: true });
});

function list(names: readonly string[] | undefined): Promise<string[]> {
  listing.names = names;
  if (typeof connections.namespaces !== 'function') throw new Error('all namespaces are fixed');
  return connections.namespaces();
}

it('namespaces that are named beside * are known before they are listed, and where the list is refused', async () => {
  expect(connections.knownNamespaces()).toEqual(['fixed']);
  await expect(list(undefined)).rejects.toThrow('ListNamespaces');
  expect(connections.knownNamespaces()).toEqual(['fixed']);
});

it('namespaces that were listed stay known where the list is refused later', async () => {
  expect(await list(['a', 'b'])).toEqual(['fixed', 'a', 'b']);
  await expect(list(undefined)).rejects.toThrow('ListNamespaces');
  expect(connections.knownNamespaces()).toEqual(['fixed', 'a', 'b']);
  expect(await list(['b'])).toEqual(['fixed', 'b']);
});

it('the access to each namespace is that of its profile', async () => {
  await list(['a']);
  expect(connections.accessTo('a').address).toBe('all:7233');
  expect(connections.accessTo('fixed').address).toBe('one:7233');
  expect(connections.accesses().map(({ namespaces }) => namespaces)).toEqual([['*'], ['fixed']]);
});
