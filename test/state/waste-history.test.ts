import { describe, expect, it } from 'vitest';
import { dataOf } from '../../collector/model/account/account-data.js';
import { WasteHistory } from '../../collector/state/waste-history.js';
import { MemoryEngine } from '../support/memory-engine.js';
import { newAccount, t0 } from '../support/model.js';

const minute = 60_000;
const labels = { namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge' };

/** A history and what it is fed by. */
function recorded() {
  const account = newAccount(10_000);
  const history = new WasteHistory();
  const engine = new MemoryEngine();
  history.observe(dataOf(account), t0);
  const waste = (at: number, ms: number, activityType = 'charge') => {
    account.apply([
      { kind: 'wasted', labels: { ...labels, activityType }, reason: 'silent', changeMs: ms, late: false },
    ]);
    history.observe(dataOf(account), at);
  };
  const save = async () => {
    await engine.write(history.changesOf(history.unsaved.take(0)));
    history.unsaved.saved();
  };
  return { history, engine, waste, save };
}

describe('the history of waste', () => {
  it('has the sums of every minute and every hour, by type and reason', () => {
    const { history, waste } = recorded();
    waste(t0 + 1_000, 500);
    waste(t0 + 2_000, 250);
    waste(t0 + minute, 100, 'ship');
    const minutes = history.buckets('minute', t0 + minute);
    expect(minutes).toMatchObject([
      { startsAt: t0, wasted: [{ labels: { activity_type: 'charge', reason: 'silent' }, ms: 750 }] },
      { startsAt: t0 + minute, wasted: [{ labels: { activity_type: 'ship' }, ms: 100 }] },
    ]);
    expect(history.buckets('hour', t0 + minute)).toMatchObject([{ startsAt: t0, wasted: [{ ms: 750 }, { ms: 100 }] }]);
  });

  it('begins with what grows from now on, not with what was counted before', () => {
    const account = newAccount();
    account.apply([{ kind: 'wasted', labels, reason: 'silent', changeMs: 9_000, late: false }]);
    const history = new WasteHistory();
    history.observe(dataOf(account), t0);
    expect(history.buckets('minute', t0)).toEqual([]);
  });

  it('knows since when it is complete, also after a restart', async () => {
    const { history, engine, save } = recorded();
    expect(history.since).toBe(t0);
    await save();
    const restored = new WasteHistory();
    await restored.restore(engine, t0 + minute);
    expect(restored.since).toBe(t0);
    const fresh = new WasteHistory();
    await fresh.restore(new MemoryEngine(), t0 + minute);
    expect(fresh.since).toBe(t0 + minute);
  });

  it('begins again with the state of a version that did not save since when it is complete', async () => {
    const { engine, waste, save } = recorded();
    const hour = 60 * minute;
    for (const at of [t0, t0 + hour]) waste(at, 500);
    await save();
    for await (const entries of engine.read('h'))
      for (const [key] of entries) if (key.includes('since')) await engine.write([[key, undefined]]);
    const restored = new WasteHistory();
    await restored.restore(engine, t0 + hour + minute);
    expect(restored.since).toBe(t0 + hour + minute);
    // The current hour was begun before.
    expect(restored.buckets('hour', t0 + hour + minute)).toMatchObject([{ startsAt: t0 }]);
    await engine.write(restored.changesOf(restored.unsaved.take(0)));
    const again = new WasteHistory();
    await again.restore(engine, t0 + hour + minute);
    expect(again.buckets('hour', t0 + hour + minute)).toMatchObject([{ startsAt: t0 }]);
  });

  it('is read back as it was saved', async () => {
    const { history, engine, waste, save } = recorded();
    waste(t0, 500);
    await save();
    waste(t0, 100);
    await save();
    const restored = new WasteHistory();
    await restored.restore(engine, t0);
    for (const resolution of ['minute', 'hour', 'day'] as const)
      expect(restored.buckets(resolution, t0)).toEqual(history.buckets(resolution, t0));
  });

  it('keeps an hour of minutes, 50 hours and the days of five weeks, also on the disk', async () => {
    const { history, engine, waste, save } = recorded();
    for (let index = 0; index < 52 * 60; index += 1) waste(t0 + index * minute, 1);
    await save();
    const now = t0 + 52 * 60 * minute - 1;
    expect(history.buckets('minute', now)).toHaveLength(60);
    expect(history.buckets('hour', now)).toHaveLength(50);
    expect(history.buckets('day', now)).toMatchObject([
      { startsAt: t0, wasted: [{ ms: 1_440 }] },
      { startsAt: t0 + 1_440 * minute, wasted: [{ ms: 1_440 }] },
      { startsAt: t0 + 2_880 * minute, wasted: [{ ms: 240 }] },
    ]);
    expect(history.buckets('day', t0 + 40 * 1_440 * minute)).toEqual([]);
    const sums = 60 + 50 + 3;
    expect(engine.entries.size).toBe(sums + 1);
  });

  it('folds label sets beyond 500 in a minute, and loses none of their time', () => {
    const { history, waste } = recorded();
    for (let index = 0; index < 600; index += 1) waste(t0, 1, `type ${index}`);
    const [bucket] = history.buckets('minute', t0);
    expect(bucket?.wasted).toHaveLength(501);
    expect(bucket?.wasted.at(-1)).toMatchObject({
      labels: { activity_type: '__other__', namespace: 'default' },
      ms: 100,
    });
  });

  it('drops what lies ahead after the clock was set back', () => {
    const { history, waste } = recorded();
    waste(t0 + 60 * minute, 5);
    expect(history.buckets('minute', t0)).toEqual([]);
  });
});
