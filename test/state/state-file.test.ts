import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataOf } from '../../collector/model/account/account-data.js';
import type { RunningActivity } from '../../collector/model/activity/activity.js';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import { foldHistory } from '../../collector/model/execution/fold-history.js';
import type { Suspect } from '../../collector/model/execution/suspect.js';
import { restoreExecution } from '../../collector/state/format.js';
import { stateSchema } from '../../collector/state/schema.js';
import { StateFile } from '../../collector/state/state-file.js';
import { StateText } from '../../collector/state/text.js';
import { context, limits, lookAt, newAccount, newExecution, runningActivity, t0 } from '../support/model.js';

const log = pino({ level: 'silent' });

let folder: string;
let path: string;
let open: StateFile | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deadbeat-state-'));
  path = join(folder, 'state.json');
});

afterEach(async () => {
  await open?.close();
  open = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function openFile(): Promise<StateFile> {
  open = await StateFile.open(path, log);
  return open;
}

/** A state that has something of everything. */
function fullText(): string {
  const cancelled = runningActivity({
    state: 'cancel_requested',
    heartbeatTimeoutMs: 60_000,
    lastHeartbeatAt: t0 + 9_000,
    detailsHash: 'SECRET-HASH',
    workerIdentity: '1@worker',
  });
  const first = foldDescription(newExecution(), lookAt(t0 + 10_000, [cancelled]), context);
  const tail = {
    events: [
      { kind: 'cancel_requested', eventId: 6, at: t0 + 4_000, scheduledEventId: 2 },
      { kind: 'scheduled', eventId: 2, at: t0, activityId: '5', activityType: 'charge', taskQueue: 'work' },
    ] as const,
    newestEventId: 6,
    tooLong: false,
  };
  const second = foldHistory(first.execution, tail, limits);
  const closed = foldDescription(
    second.execution,
    lookAt(t0 + 20_000, [cancelled], { closedAt: t0 + 19_000 }),
    context,
  );
  const account = newAccount();
  for (const { effects } of [first, second, closed]) account.apply(effects);
  const text = new StateText().write(
    t0,
    dataOf(account),
    [
      {
        namespace: 'default',
        closedSince: t0,
        accountSince: t0,
        executions: [second.execution, closed.execution],
        suspects: [suspectOf(cancelled)],
        finished: () => [['done', t0]],
        allFinished: () => [['done', t0]],
        needsSaving: () => true,
        marksSaved: () => undefined,
      },
    ],
    [
      {
        namespace: 'gone',
        closedSince: t0,
        accountSince: t0,
        executions: [],
        marks: [],
        finished: [],
        finishedMarks: [],
      },
    ],
  );
  return text.toString();
}

const labels = { namespace: 'n', task_queue: 'q', workflow_type: 'w', activity_type: 't' };
const buckets = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const total = { labels, value: 5, debt: 0 };

function withAccount(rows: Record<string, unknown>): string {
  const state = JSON.parse(fullText());
  return JSON.stringify({ ...state, account: { ...state.account, ...rows } });
}

function suspectOf(activity: RunningActivity): Suspect {
  const { namespace, workflowId, runId, kind, workflowType } = newExecution();
  return { namespace, workflowId, runId, kind, workflowType, activity, givenUpAt: t0 + 30_000 };
}

describe('a state file', () => {
  it('is read back as it was written', async () => {
    await (await openFile()).save(fullText());
    await open?.close();
    const { loaded } = await openFile();
    expect(loaded).toEqual(JSON.parse(fullText()));
  });

  it('holds no heartbeat details, not even their hash', () => {
    expect(fullText()).not.toContain('SECRET');
  });

  it('of a version that did not save suspects is read, too', () => {
    const state = JSON.parse(fullText());
    for (const one of state.namespaces) delete one.suspects;
    expect(stateSchema.parse(state)).toEqual(state);
  });

  it('gives executions back unconfirmed: nothing of them is shown before the next look', () => {
    const { namespaces } = stateSchema.parse(JSON.parse(fullText()));
    const [saved] = namespaces[0]?.executions ?? [];
    if (saved === undefined) throw new Error('no execution');
    const execution = restoreExecution(saved, t0 + 60_000);
    expect(execution.describedAt).toBeUndefined();
    expect(execution.activities).toEqual([]);
    expect(execution.attempts.get('5')?.episode).toMatchObject({ requestedAt: t0 + 4_000, countedUntil: t0 + 10_000 });
  });

  it('that is not there is a clean start', async () => {
    expect((await openFile()).loaded).toBeUndefined();
    await open?.close();
    expect((await openFile()).loaded).toMatchObject({ account: { wasted: [] }, namespaces: [] });
  });

  it.each([
    ['empty', () => ''],
    ['no JSON', () => 'counting since Tuesday'],
    ['truncated', () => fullText().slice(0, -20)],
    ['another program’s', () => '{"format":"somebody-else","version":1}'],
    ['of another version', () => fullText().replace('"version":1', '"version":2')],
    ['with a field of the wrong kind', () => fullText().replace(`"closedSince":${t0}`, '"closedSince":"yesterday"')],
    ['with a total below 0', () => withAccount({ wasted: [{ ...total, value: -5 }] })],
    ['with a debt below 0', () => withAccount({ wasted: [{ ...total, debt: -1 }] })],
    ['with a total that is no number', () => withAccount({ lostMs: [{ ...total, value: '5' }] })],
    ['with a label that is no text', () => withAccount({ wasted: [{ ...total, labels: { namespace: 5 } }] })],
    [
      'with more in buckets than in all',
      () => withAccount({ cancelToEnd: [{ labels, counts: buckets, sum: 5, count: 1 }] }),
    ],
    ['with fewer than no orphans', () => withAccount({ orphanedMs: [[['n', 'q', 'w', 't'], -1]] })],
  ])('that is %s is moved aside, and counting starts anew', async (_, text) => {
    const content = text();
    await writeFile(path, content);
    expect((await openFile()).loaded).toBeUndefined();
    expect(await readFile(`${path}.bad`, 'utf8')).toBe(content);
    expect(await readFile(path, 'utf8')).not.toBe(content);
  });

  it('is whole or not there: no half-written file is left beside it', async () => {
    const file = await openFile();
    await Promise.all([file.save(fullText()), file.save(fullText()), file.save(fullText())]);
    expect((await readdir(folder)).filter((name) => !name.startsWith('.'))).toEqual(['state.json']);
  });
});

/** The lock of a process that was killed. */
function leaveBehind(name: string): void {
  const script = listenScript(name, "process.kill(process.pid, 'SIGKILL')");
  expect(spawnSync(process.execPath, ['-e', script]).signal).toBe('SIGKILL');
}

function listenScript(name: string, then: string): string {
  return `require('net').createServer().listen(${JSON.stringify(join(folder, name))}, () => ${then})`;
}

describe('the hold on a state file', () => {
  it('is one process’ alone, until it lets go', async () => {
    const file = await openFile();
    await expect(StateFile.open(path, log)).rejects.toThrow('in use by another process');
    await file.close();
    await expect(openFile()).resolves.toBeDefined();
  });

  it('ends with its process, however that ended', async () => {
    leaveBehind('.state.json.lock-0dead0');
    expect(await readdir(folder)).toContain('.state.json.lock-0dead0');
    await expect(openFile()).resolves.toBeDefined();
  });

  it('is one process’ alone when several start at once on what a crash left behind', async () => {
    for (let round = 0; round < 4; round += 1) {
      leaveBehind('.state.json.lock');
      leaveBehind('.state.json.lock-0dead0');
      const opened = await Promise.allSettled(Array.from({ length: 4 }, () => StateFile.open(path, log)));
      const holders = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(holders).toHaveLength(1);
      expect((await readdir(folder)).filter((name) => name.includes('.lock'))).toHaveLength(1);
      await holders[0]?.close();
    }
  });

  it('is not taken from a process that is frozen', async () => {
    const held = spawn(process.execPath, ['-e', listenScript('.state.json.lock-0f0f0f', 'console.log(1)')]);
    await new Promise((done) => held.stdout.once('data', done));
    held.kill('SIGSTOP');
    await expect(StateFile.open(path, log)).rejects.toThrow('in use by another process');
    held.kill('SIGKILL');
    await new Promise((done) => held.once('close', done));
    await expect(openFile()).resolves.toBeDefined();
  });

  it.each([
    ['is there', true],
    ['is not there yet', false],
  ])('is the same by the name of a link to a file that %s', async (_, exists) => {
    if (exists) await writeFile(path, fullText());
    const link = join(folder, 'link.json');
    await symlink('state.json', link);
    await openFile();
    await expect(StateFile.open(link, log)).rejects.toThrow('in use by another process');
    await open?.close();
    open = await StateFile.open(link, log);
    await expect(StateFile.open(path, log)).rejects.toThrow('in use by another process');
    await open.save(fullText());
    expect(await readFile(path, 'utf8')).toBe(fullText());
  });

  it('cannot be had in a folder that is not there', async () => {
    path = join(folder, 'missing', 'state.json');
    await expect(openFile()).rejects.toThrow('ENOENT');
  });

  it('cannot be had on a folder', async () => {
    path = folder;
    await expect(openFile()).rejects.toThrow('EISDIR');
  });
});
