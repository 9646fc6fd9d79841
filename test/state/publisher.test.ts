import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Account } from '../../collector/model/account/account.js';
import type { Suspect } from '../../collector/model/execution/suspect.js';
import { EndedEntries } from '../../collector/state/ended-entries.js';
import { PendingChanges } from '../../collector/state/pending-changes.js';
import { Publisher } from '../../collector/state/publisher.js';
import { WasteHistory } from '../../collector/state/waste-history.js';
import type { TimedOut } from '../../collector/watch/late-losses.js';
import type { UnsavedNamespace } from '../../collector/watch/namespace-watch.js';
import { Unsaved } from '../../collector/watch/unsaved.js';
import { waitFor } from '../../tools/wait-for.js';
import { MemoryEngine } from '../support/memory-engine.js';
import { newAccount, newExecution, t0 } from '../support/model.js';

const labels = { namespace: 'default', taskQueue: 'work', workflowType: 'order', activityType: 'charge' };

let monotonicMs: number;
let engine: MemoryEngine;
let account: Account;
let self: { stateFileErrors: number };
let lines: { level: number; msg: string }[];
let publisher: Publisher;

beforeEach(() => {
  monotonicMs = 0;
  engine = new MemoryEngine();
  account = newAccount();
  self = { stateFileErrors: 0 };
  lines = [];
  publisher = newPublisher(engine);
});

function newPublisher(saveTo: MemoryEngine | undefined, unsaved: () => UnsavedNamespace[] = () => []): Publisher {
  const clocks = { now: () => t0, monotonicMs: () => monotonicMs, isSharded: false };
  const ended = new EndedEntries(account);
  const pending = new PendingChanges({ account, loaded: new Map(), history: new WasteHistory(), ended, ...clocks });
  return new Publisher({
    account,
    saving: saveTo && { pending, write: (changes) => saveTo.write(changes) },
    unsaved,
    update: () => undefined,
    self,
    log: pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }),
    monotonicMs: () => monotonicMs,
  });
}

function unsavedNamespace() {
  const executions = new Unsaved(() => newExecution());
  const [finished, suspects, lateLosses] = [newUnsaved<number>(), newUnsaved<Suspect>(), newUnsaved<TimedOut>()];
  const instants = { closedSince: t0, accountSince: t0, orphansCountedUntil: undefined, pushedCancels: undefined };
  return { unsaved: { namespace: 'default', ...instants, executions, finished, suspects, lateLosses }, executions };
}

function newUnsaved<V>(): Unsaved<V> {
  return new Unsaved<V>(() => undefined);
}

/** A second goes by, in which this much was wasted. */
async function second(wastedMs = 1_000): Promise<void> {
  account.apply([{ kind: 'wasted', labels, reason: 'silent', changeMs: wastedMs, late: false }]);
  monotonicMs += 1_000;
  publisher.tick();
  await new Promise((resolve) => setImmediate(resolve));
}

const shown = () => publisher.published().wasted.reduce((sum, row) => sum + ('value' in row ? row.value : 0), 0);
const messages = () => lines.map(({ msg }) => msg);

describe('what is counted', () => {
  it('is shown once it is saved', async () => {
    await second();
    expect(shown()).toBe(1_000);
    expect([...engine.entries.values()]).toContainEqual(expect.stringContaining('"value":1000,"debt":0'));
  });

  it('is shown at once where nothing is to be saved', () => {
    publisher = newPublisher(undefined);
    account.apply([{ kind: 'wasted', labels, reason: 'silent', changeMs: 7, late: false }]);
    expect(shown()).toBe(7);
  });

  it('is not remembered as unsaved where nothing is to be saved', async () => {
    const { unsaved, executions } = unsavedNamespace();
    publisher = newPublisher(undefined, () => [unsaved]);
    executions.changed('a');
    await second();
    expect(executions.take(Number.POSITIVE_INFINITY).changed).toEqual([]);
  });

  it('costs no write while it does not change', async () => {
    await second();
    engine.fail('must not be called');
    await second(0);
    expect(self.stateFileErrors).toBe(0);
  });
});

describe('while the disk is full', () => {
  it('counters stand still and catch up afterwards, each failed write is counted, and the first is logged', async () => {
    await second();
    engine.fail('No space left on device');
    for (let index = 0; index < 3; index += 1) await second();
    expect(shown()).toBe(1_000);
    expect(self.stateFileErrors).toBe(3);
    engine.recover();
    await second();
    expect(shown()).toBe(5_000);
    expect(messages()).toEqual([
      'the state cannot be saved; counters do not change until it can',
      'the state can be saved again; counters catch up',
    ]);
  });
});

describe('while the disk hangs', () => {
  it('it is counted and logged within 5 s and for as long as it lasts, and nothing is shown that is not saved', async () => {
    await second();
    const goOn = engine.hang();
    for (let index = 0; index < 5; index += 1) await second();
    expect(self.stateFileErrors).toBe(1);
    expect(messages()).toEqual(['the disk does not answer; counters do not change until it does']);
    for (let index = 0; index < 4; index += 1) await second();
    expect(self.stateFileErrors).toBe(2);
    expect(shown()).toBe(1_000);
    goOn();
    await second();
    await second();
    expect(shown()).toBe(12_000);
    expect(messages()).toHaveLength(2);
  });
});

it('what is written is bounded by a pause after each large write', async () => {
  const written: number[] = [];
  const write = engine.write.bind(engine);
  engine.write = async (changes) => {
    written.push(monotonicMs);
    await write(changes);
  };
  account = newAccount(100_000);
  publisher = newPublisher(engine);
  for (let index = 0; index < 20_000; index += 1)
    account.apply([{ kind: 'lost', labels: { ...labels, namespace: `namespace ${index}` }, changeMs: 1 }]);
  // So much is written down in slices.
  await second();
  await waitFor(() => shown() > 0, { what: 'the large write' });
  for (let index = 0; index < 12; index += 1) await second();
  const [first = 0, next = 0] = written;
  expect(next - first).toBeGreaterThan(3_000);
});
