import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { handoverTo, type Identity, takeHandover } from '../../collector/state/handover.js';
import { identityKey } from '../../collector/state/keys.js';
import { MemoryEngine } from '../support/memory-engine.js';
import { t0 } from '../support/model.js';

const identity = (index: number, count: number, more: Partial<Identity> = {}): Identity => ({
  address: 'temporal:7233',
  query: null,
  shard: { index, count },
  ...more,
});
const decide = (current: Identity, saved: Identity | undefined, awaySeconds = 2) =>
  handoverTo(current, { saved, savedAt: t0 - awaySeconds * 1_000, isEmpty: saved === undefined }, t0);

describe('what another process may have counted', () => {
  it('is nothing while the same process counts the same, however long it was away', () => {
    expect(decide(identity(1, 1), identity(1, 1), 86_400)).toMatchObject({
      handedOverBefore: undefined,
      isOfState: false,
      reason: undefined,
    });
  });

  it('is nothing when a single process starts with nothing, and everything so far when a shard does', () => {
    expect(decide(identity(1, 1), undefined).handedOverBefore).toBeUndefined();
    expect(decide(identity(3, 3), undefined).handedOverBefore).toBe(t0);
  });

  it.each([
    ['another number of shards', identity(1, 3), identity(1, 2), 'other shards'],
    ['another shard', identity(2, 2), identity(1, 2), 'other shards'],
    ['no shards any more', identity(1, 1), identity(1, 2), 'other shards'],
    ['another query', identity(1, 1, { query: 'a="b"' }), identity(1, 1), 'everything'],
    ['another cluster', identity(1, 1, { address: 'other:7233' }), identity(1, 1), 'everything'],
  ] as const)('is everything so far after %s', (_, current, saved, releases) => {
    expect(decide(current, saved)).toMatchObject({ handedOverBefore: t0, isOfState: true, releases });
    expect(decide(current, saved).reason).toBeDefined();
  });

  it.each([
    ['has the same ID at another address', 'a', 'a', 'other:7233', 'nothing'],
    ['has another ID at the same address', 'b', 'a', 'temporal:7233', 'everything'],
    ['does not tell its ID this time', undefined, 'a', 'temporal:7233', 'nothing'],
    ['does not tell its ID, and has another address', undefined, 'a', 'other:7233', 'everything'],
  ])('depends on the cluster: one that %s', (_, now, before, address, releases) => {
    const current = identity(1, 1, { address, ...(now === undefined ? {} : { clusterId: now }) });
    expect(decide(current, identity(1, 1, { clusterId: before }))).toMatchObject({ releases });
  });

  it('is what came while a shard was away for long, as after a change of their number and back', () => {
    expect(decide(identity(3, 3), identity(3, 3), 10).isOfState).toBe(false);
    expect(decide(identity(3, 3), identity(3, 3), 20)).toMatchObject({ isOfState: true, releases: 'nothing' });
  });

  it('is still so after a crash before anything was saved', () => {
    const saved = { ...identity(1, 3), handedOverBefore: t0 - 1_000 };
    expect(handoverTo(identity(1, 3), { saved, savedAt: t0 - 5_000, isEmpty: false }, t0)).toMatchObject({
      handedOverBefore: t0 - 1_000,
      isOfState: true,
    });
    expect(handoverTo(identity(1, 3), { saved, savedAt: t0 - 500, isEmpty: false }, t0).isOfState).toBe(false);
  });
});

describe('the log', () => {
  async function saidFor(saved: Identity, current: Identity): Promise<string[]> {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
    const engine = new MemoryEngine();
    await engine.write([[identityKey, JSON.stringify(saved)]]);
    await takeHandover({ engine, accountEntries: new Map() }, current, { log, now: t0 });
    return lines;
  }
  const [here, there] = ['a', 'b'].map((clusterId) => identity(1, 1, { clusterId })) as [Identity, Identity];

  it('says what to do when the state is of another cluster, as after a failover', async () => {
    expect(await saidFor(here, there)).toEqual([expect.stringMatching(/another cluster.*failover.*--state-file/)]);
  });

  it('says which part is released when the state is of another shard, and nothing when all is as before', async () => {
    expect(await saidFor(identity(1, 2), identity(2, 2))).toEqual([expect.stringContaining('not of this part')]);
    expect(await saidFor(here, here)).toEqual([]);
  });
});
