import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { handoverTo, type Identity, takeHandover, takenOverAtOf } from '../../collector/state/handover.js';
import { identityKey } from '../../collector/state/keys.js';
import { isInShard } from '../../collector/temporal/source.js';
import { MemoryEngine } from '../support/memory-engine.js';
import { t0 } from '../support/model.js';

const identity = (index: number, count: number, more: Partial<Identity> = {}): Identity => ({
  address: 'temporal:7233',
  query: null,
  shard: { index, count },
  ...more,
});
const handoverMs = 90_000;
const until = t0 + handoverMs;
const decide = (current: Identity, saved: Identity | undefined, awaySeconds = 2) =>
  handoverTo(
    current,
    { saved, savedAt: t0 - awaySeconds * 1_000, isEmpty: saved === undefined },
    { now: t0, handoverMs },
  );

describe('what another process may count', () => {
  it('is nothing while the same process counts the same, however long it was away', () => {
    expect(decide(identity(1, 1), identity(1, 1), 86_400)).toMatchObject({
      handedOverBefore: undefined,
      isOfState: false,
      reason: undefined,
    });
  });

  it('is nothing when a single process starts with nothing, and everything until the hand-over is over when a shard does', () => {
    expect(decide(identity(1, 1), undefined).handedOverBefore).toBeUndefined();
    expect(decide(identity(3, 3), undefined)).toMatchObject({ handedOverBefore: until, isOfState: false });
  });

  it.each([
    ['another number of shards', identity(1, 3), identity(1, 2)],
    ['another shard', identity(2, 2), identity(1, 2)],
    ['no shards any more', identity(1, 1), identity(1, 2)],
  ])('is, after %s, what was not of this process before', (_, current, saved) => {
    const after = { handedOverBefore: until, releases: 'other shards' };
    expect(decide(current, saved)).toMatchObject({ ...after, isOfState: false, keptParts: [saved.shard] });
    expect(decide(current, saved).reason).toBeDefined();
    expect(decide(current, saved, 50)).toMatchObject({ ...after, isOfState: true, keptParts: undefined });
  });

  it.each([
    ['another query', identity(1, 1, { query: 'a="b"' }), identity(1, 1)],
    ['another cluster', identity(1, 1, { address: 'other:7233' }), identity(1, 1)],
  ])('is nothing from now on after %s: one process has a state at a time', (_, current, saved) => {
    expect(decide(current, saved)).toMatchObject({ handedOverBefore: t0, isOfState: true, releases: 'everything' });
    expect(decide(current, saved).reason).toBeDefined();
  });

  it.each([
    ['has the same ID at another address', 'a', 'a', 'other:7233', 'other shards'],
    ['has another ID at the same address', 'b', 'a', 'temporal:7233', 'everything'],
    ['does not tell its ID this time', undefined, 'a', 'temporal:7233', 'other shards'],
    ['does not tell its ID, and has another address', undefined, 'a', 'other:7233', 'everything'],
  ])('depends on the cluster: one that %s', (_, now, before, address, releases) => {
    const current = identity(1, 1, { address, ...(now === undefined ? {} : { clusterId: now }) });
    expect(decide(current, identity(1, 1, { clusterId: before }))).toMatchObject({ releases });
  });

  it('is everything where a shard was away for over half of the hand-over, as after a change of their number and back', () => {
    expect(decide(identity(3, 3), identity(3, 3), 44)).toMatchObject({ isOfState: false, handedOverBefore: undefined });
    expect(decide(identity(3, 3), identity(3, 3), 46)).toMatchObject({
      ...{ isOfState: true, handedOverBefore: until, keptParts: undefined },
    });
  });

  it('is nothing after a quick restart, also without a hand-over', () => {
    const restart = (awaySeconds: number) => {
      const earlier = { saved: identity(3, 3), savedAt: t0 - awaySeconds * 1_000, isEmpty: false };
      return handoverTo(identity(3, 3), earlier, { now: t0, handoverMs: 0 });
    };
    expect(restart(14).isOfState).toBe(false);
    expect(restart(16)).toMatchObject({ isOfState: true, handedOverBefore: t0 });
  });

  it('stays so after a crash, until what had been decided is over and saved', () => {
    const saved = { ...identity(1, 3), handedOverBefore: t0 + 30_000, handedOverAt: t0 - 1_000 };
    const restart = (savedAt: number, more = {}) =>
      handoverTo(identity(1, 3), { saved: { ...saved, ...more }, savedAt, isEmpty: false }, { now: t0, handoverMs });
    expect(restart(t0 - 5_000)).toMatchObject({ handedOverBefore: t0 + 30_000, isOfState: true });
    expect(restart(t0 - 500)).toMatchObject({ handedOverBefore: t0 + 30_000, isOfState: false });
    const keptParts = [{ index: 1, count: 2 }];
    expect(restart(t0 - 5_000, { keptParts })).toMatchObject({ isOfState: false, keptParts });
  });

  it('is, after a second change before the first is over, what was not of this process throughout', () => {
    const first = { ...identity(1, 3), handedOverAt: t0 - 5_000, keptParts: [{ index: 1, count: 2 }] };
    const changedAgain = (handedOverBefore: number) =>
      decide(identity(1, 2), { ...first, handedOverBefore } as Identity);
    expect(changedAgain(t0 + 1).keptParts).toEqual([
      { index: 1, count: 2 },
      { index: 1, count: 3 },
    ]);
    expect(changedAgain(t0 - 1).keptParts).toEqual([{ index: 1, count: 3 }]);
    const { keptParts: _, ...fresh } = first;
    expect(decide(identity(1, 2), { ...fresh, handedOverBefore: t0 + 1 } as Identity).keptParts).toBeUndefined();
  });
});

describe('from when on an execution that is new here is counted', () => {
  const ids = Array.from({ length: 60 }, (_, index) => `w-${index}`);
  const startedAt = t0 - 1_000;

  it('is the end of the hand-over where it was of another part or nothing is known, and its start elsewhere', () => {
    const kept = { index: 1, count: 2 };
    const changed = takenOverAtOf({ handedOverBefore: until, keptParts: [kept] }, isInShard, () => 0);
    const fresh = takenOverAtOf({ handedOverBefore: until, keptParts: undefined }, isInShard, () => 0);
    for (const workflowId of ids) {
      const wasOurs = isInShard(kept, { workflowId });
      expect(changed({ workflowId, startedAt })).toBe(wasOurs ? undefined : until);
      expect(fresh({ workflowId, startedAt })).toBe(until);
      expect(fresh({ workflowId, startedAt: until })).toBeUndefined();
    }
  });

  it("is an instant of the server's clock, whatever the machine's shows", () => {
    const behind = takenOverAtOf({ handedOverBefore: until, keptParts: undefined }, isInShard, () => -120_000);
    expect(behind({ workflowId: 'w', startedAt: until })).toBe(until + 120_000);
  });
});

describe('the log', () => {
  async function saidFor(saved: Identity, current: Identity): Promise<string[]> {
    const lines: string[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line).msg) });
    const engine = new MemoryEngine();
    await engine.write([[identityKey, JSON.stringify(saved)]]);
    await takeHandover({ engine, accountEntries: new Map() }, current, { log, now: t0, handoverMs });
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
