import { describe, expect, it } from 'vitest';
import type { Effect } from '../../collector/model/account/effect.js';
import { EndedEntries } from '../../collector/state/ended-entries.js';
import { MemoryEngine } from '../support/memory-engine.js';
import { newAccount, t0 } from '../support/model.js';

const labels = { namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge' };

const end = (index: number, fields: Partial<Extract<Effect, { kind: 'ended' }>['of']> = {}): Effect => ({
  kind: 'ended',
  labels,
  outcome: 'timed_out',
  afterMs: 90_000,
  of: {
    ...{ workflowId: `w${index}`, runId: 'r', activityId: '5', at: t0 + index },
    ...{ requestedAt: t0 - 90_000, wastedMs: 90_000, reason: 'no_heartbeat' },
    ...fields,
  },
});

/** An account, and what is saved of its ended attempts. */
function recorded() {
  const account = newAccount();
  const entries = new EndedEntries(account);
  const engine = new MemoryEngine();
  const save = async () => {
    const { changes, saved } = entries.take();
    await engine.write(changes);
    saved();
    return changes.length;
  };
  const restored = async () => {
    const after = newAccount();
    await new EndedEntries(after).restore(engine);
    return after;
  };
  return { account, entries, engine, save, restored };
}

describe('cancelled attempts that ended last', () => {
  it('are known newest first, with outcome and cost', () => {
    const { account } = recorded();
    account.apply([end(1), end(2)]);
    expect(account.recentlyEnded.newestFirst()).toMatchObject([
      { workflowId: 'w2', outcome: 'timed_out', wastedMs: 90_000, reason: 'no_heartbeat', activityType: 'charge' },
      { workflowId: 'w1' },
    ]);
  });

  it('are at most 100, also on the disk', async () => {
    const { account, engine, save, restored } = recorded();
    for (let index = 0; index < 250; index++) {
      account.apply([end(index)]);
      if (index % 30 === 0) await save();
    }
    await save();
    expect(account.recentlyEnded.newestFirst()).toHaveLength(100);
    expect(engine.entries.size).toBe(100);
    expect((await restored()).recentlyEnded.newestFirst()).toEqual(account.recentlyEnded.newestFirst());
  });

  it('are saved with their attempt and worker, and read where a version kept none', async () => {
    const { account, save, restored } = recorded();
    account.apply([end(1), end(2, { attempt: 3, workerIdentity: '1@worker' })]);
    await save();
    expect(
      (await restored()).recentlyEnded.newestFirst().map(({ attempt, workerIdentity }) => [attempt, workerIdentity]),
    ).toEqual([
      [3, '1@worker'],
      [undefined, undefined],
    ]);
  });

  it('are saved with what bounds the waste, and read where a version kept less', async () => {
    const { account, save, restored } = recorded();
    const bounded = { requestedSource: 'first_observed', startedAt: t0 - 95_000, allowedUntil: t0 + 9_000 } as const;
    account.apply([end(1, { allowedUntil: t0 + 9_000 }), end(2, bounded)]);
    await save();
    const [second, first] = (await restored()).recentlyEnded.newestFirst();
    expect(second).toMatchObject(bounded);
    expect([first?.requestedSource, first?.startedAt, first?.allowedUntil]).toEqual([undefined, undefined, t0 + 9_000]);
  });

  it('are saved once, and again where a save failed', async () => {
    const { account, entries, save } = recorded();
    account.apply([end(1), end(2)]);
    expect(entries.take().changes).toHaveLength(2);
    expect(await save()).toBe(2);
    expect(await save()).toBe(0);
  });

  it('continue after a restart where they stopped, and drop what cannot be read', async () => {
    const { account, engine, save } = recorded();
    account.apply([end(1), end(2)]);
    await save();
    engine.entries.set('r[7]', '{"workflowId":"half');
    const after = newAccount();
    const entries = new EndedEntries(after);
    await entries.restore(engine);
    after.apply([end(3)]);
    expect(after.recentlyEnded.newestFirst().map(({ workflowId }) => workflowId)).toEqual(['w3', 'w2', 'w1']);
    expect(entries.take().changes).toHaveLength(1);
  });
});

describe('traces', () => {
  const trace = (index: number, kind: 'ran_on' | 'lost'): Effect => {
    const worker = index === 130 ? {} : { workerIdentity: '1@worker' };
    const ids = { workflowId: `w${index}`, runId: 'r', activityId: '5', attempt: 2, ...worker };
    return { kind: 'traced', trace: { ...labels, ...ids, kind, from: t0, until: t0 + index } };
  };

  it('are kept like them, at most 100, and change no total', async () => {
    const { account, engine, save, restored } = recorded();
    account.apply([end(1)]);
    const { changes } = account;
    for (let index = 1; index <= 130; index++) account.apply([trace(index, index % 2 === 0 ? 'lost' : 'ran_on')]);
    await save();
    expect(account.changes).toBe(changes);
    expect(engine.entries.size).toBe(101);
    const after = await restored();
    expect(after.traces.newestFirst()).toEqual(account.traces.newestFirst());
    expect(after.traces.newestFirst()).toHaveLength(100);
    expect(after.traces.newestFirst()[0]).toEqual({
      ...{ ...labels, workflowId: 'w130', runId: 'r', activityId: '5', attempt: 2 },
      ...{ kind: 'lost', from: t0, until: t0 + 130 },
    });
    expect(after.recentlyEnded.newestFirst()).toHaveLength(1);
  });

  it('are none in the state of a version that kept none', async () => {
    const { engine, account, save, restored } = recorded();
    account.apply([end(1)]);
    await save();
    expect([...engine.entries.keys()]).toEqual(['r[0]']);
    expect((await restored()).traces.newestFirst()).toEqual([]);
  });
});
