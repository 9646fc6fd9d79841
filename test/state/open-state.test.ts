import {
  copyFile,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Migration } from '../../collector/state/migrations.js';
import { migrations } from '../../collector/state/migrations.js';
import { openState } from '../../collector/state/open-state.js';
import type { StateDatabase } from '../../collector/state/state-database.js';

const fixture = fileURLToPath(new URL('./fixtures/state-0.1.json', import.meta.url));
const series = ['a["lateMs",{"namespace":"default"}]', '{"value":5,"debt":0}'] as const;

let folder: string;
let path: string;
let lines: Record<string, unknown>[];
const log = pino({}, { write: (line: string) => lines.push(JSON.parse(line)) });
const opened: StateDatabase[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deadbeat-state-'));
  path = join(folder, 'state');
  lines = [];
});

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  await rm(folder, { recursive: true, force: true });
});

async function open(at = path, options: { list?: readonly Migration[]; known?: number } = {}): Promise<StateDatabase> {
  const database = await openState(at, { log, ...options });
  opened.push(database);
  return database;
}

async function close(): Promise<void> {
  await Promise.all(opened.splice(0).map((one) => one.close()));
}

/** Writes one total of 5 ms and closes. */
async function leaveState(): Promise<void> {
  await (await open()).write([series]);
  await close();
}

const lateMs = (database: StateDatabase) => database.account().lateMs.map((row) => ('value' in row ? row.value : NaN));
const names = async () => (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();

describe('a state', () => {
  it('that is not there is made, for this user alone', async () => {
    expect(lateMs(await open())).toEqual([]);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(path)) expect((await stat(join(path, name))).mode & 0o077).toBe(0);
    expect(await names()).toEqual(['state']);
  });

  it('is read back as it was written', async () => {
    await leaveState();
    expect(lateMs(await open())).toEqual([5]);
    expect(lines).toEqual([]);
  });

  it('is filled where it is when its folder is empty, as a mounted volume is', async () => {
    await mkdir(path);
    const { ino } = await stat(path);
    await leaveState();
    expect((await stat(path)).ino).toBe(ino);
    expect(lateMs(await open())).toEqual([5]);
  });

  it.each([
    ['is there', true],
    ['is not there yet', false],
  ])('is the same by the name of a link to a folder that %s', async (_, exists) => {
    if (exists) await leaveState();
    const link = join(folder, 'link');
    await symlink('state', link);
    await (await open(link)).write([series]);
    await expect(openState(path, { log })).rejects.toThrow('in use by another process');
    await close();
    expect(lateMs(await open())).toEqual([5]);
  });

  it('leaves out an entry that cannot be read, with one line in the log, and keeps all others', async () => {
    const bad = ['a["wasted",{"namespace":"default"}]', '{"value":-3,"debt":0}'] as const;
    await (await open()).write([series, bad, ['e["default","w","r"]', 'garbage']]);
    await close();
    const database = await open();
    expect(lateMs(database)).toEqual([5]);
    expect(await database.namespace('default')).toBeUndefined();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ key: bad[0], level: 50 });
  });
});

describe('what is not a state of ours', () => {
  it.each<[string, () => Promise<void>]>([
    ['a file of something else', () => writeFile(path, '{"format":"somebody-else","version":1}')],
    ['a file of something else', () => writeFile(path, '')],
    ['a folder of something else', async () => void (await mkdir(join(path, 'photos'), { recursive: true }))],
    ['a device', () => symlink('/dev/null', path)],
  ])('is refused and stays as it was: %s', async (what, make) => {
    await make();
    const before = await lstat(path);
    await expect(openState(path, { log })).rejects.toThrow(what);
    const { ino, mtimeMs } = await lstat(path);
    expect({ ino, mtimeMs }).toEqual({ ino: before.ino, mtimeMs: before.mtimeMs });
    expect(await names()).toEqual(['state']);
  });

  it('is refused in a folder that is not there', async () => {
    await expect(openState(join(folder, 'missing', 'state'), { log })).rejects.toThrow('ENOENT');
  });

  it('is left alone beside the path, too', async () => {
    await mkdir(`${path}.new/photos`, { recursive: true });
    await expect(openState(path, { log })).rejects.toThrow('a folder of something else');
    expect(await names()).toEqual(['state.new']);
  });
});

describe('a damaged state', () => {
  it.each<[string, () => Promise<void>]>([
    ['whose first file is missing', () => rm(join(path, 'CURRENT'))],
    ['whose list of files is cut off', async () => truncate(join(path, await manifest()), 3)],
    ['whose list of files is missing', async () => rm(join(path, await manifest()))],
  ])('%s is moved aside with a line in the log, and counting starts from zero', async (_, damage) => {
    await leaveState();
    await damage();
    expect(lateMs(await open())).toEqual([]);
    expect(await names()).toEqual(['state', 'state.bad']);
    expect(lines).toMatchObject([{ level: 50, movedTo: `${path}.bad` }]);
  });

  it('is kept beside those that were moved aside before', async () => {
    for (let round = 0; round < 2; round += 1) {
      await leaveState();
      await rm(join(path, 'CURRENT'));
      await open();
      await close();
    }
    expect(await names()).toEqual(['state', 'state.bad', 'state.bad-2']);
  });

  async function manifest(): Promise<string> {
    return (await readdir(path)).find((name) => name.startsWith('MANIFEST')) ?? '';
  }
});

describe('the JSON state of version 0.1', () => {
  it.each([
    ['at the path itself', 'state', 'state.v1'],
    ['at PATH.json', 'state.json', 'state.json.v1'],
    ['at deadbeat-state.json', 'deadbeat-state.json', 'deadbeat-state.json.v1'],
  ])('%s is imported once, and kept beside', async (_, name, kept) => {
    await copyFile(fixture, join(folder, name));
    const database = await open();
    expect(database.account().wasted).toHaveLength(3);
    expect((await database.namespace('default'))?.executions).toHaveLength(10);
    expect((await database.namespace('default'))?.suspects).toHaveLength(1);
    expect(await names()).toEqual(['state', kept].sort());
    expect(await readFile(join(folder, kept), 'utf8')).toBe(await readFile(fixture, 'utf8'));
    await database.write([series]);
    await close();
    expect(lateMs(await open())).toEqual([5]);
    expect(lines).toHaveLength(1);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -20)],
    ['with a total below 0', (text: string) => text.replace('603689', '-603689')],
  ])('that is %s is moved aside, and counting starts from zero', async (_, damage) => {
    await writeFile(path, damage(await readFile(fixture, 'utf8')));
    expect((await open()).account().wasted).toEqual([]);
    expect(await names()).toEqual(['state', 'state.bad']);
    expect(lines).toMatchObject([{ level: 50, movedTo: `${path}.bad` }]);
  });
});

describe('a crash while a state is made', () => {
  it('before it was complete leaves nothing behind, and the source is used again', async () => {
    await copyFile(fixture, path);
    await mkdir(`${path}.new`);
    await writeFile(`${path}.new/DEADBEAT.building`, '');
    await writeFile(`${path}.new/000003.log`, 'half');
    expect((await open()).account().wasted).toHaveLength(3);
    expect(await names()).toEqual(['state', 'state.v1']);
  });

  it('after the source was put aside loses nothing', async () => {
    await leaveState();
    await rename(path, `${path}.new`);
    expect(lateMs(await open())).toEqual([5]);
    expect(await names()).toEqual(['state']);
  });

  it('in a folder that was filled where it is empties it first', async () => {
    await mkdir(path);
    await writeFile(join(path, 'DEADBEAT.building'), '');
    await writeFile(join(path, '000003.log'), 'half');
    expect(lateMs(await open())).toEqual([]);
  });
});

describe('versions of the state', () => {
  /** What a later version may do: here it doubles every total. */
  const next: Migration = {
    to: 3,
    entries: async function* (old) {
      for await (const entries of old)
        yield entries.map(([key, value]) => [key, key.startsWith('a') ? value.replace('5', '10') : value] as const);
    },
  };
  const later = { list: [...migrations, next], known: 3 };

  it('an earlier one is migrated, and what was there is kept', async () => {
    await leaveState();
    expect(lateMs(await open(path, later))).toEqual([10]);
    expect(await names()).toEqual(['state', 'state.v2']);
  });

  it('a newer one ends the start with the copy named that one mv puts back', async () => {
    await leaveState();
    await open(path, later);
    await close();
    await expect(openState(path, { log })).rejects.toThrow(
      `${path} is a state of version 3, and this Deadbeat knows versions up to 2; to go back, move it away and put the copy from before in its place: mv ${path}.v2 ${path}`,
    );
    await rename(path, `${path}.v3`);
    await rename(`${path}.v2`, path);
    expect(lateMs(await open())).toEqual([5]);
  });

  it('a newer JSON one ends the start, too, and stays as it is', async () => {
    await writeFile(path, '{"format":"deadbeat-state","version":7}');
    await expect(openState(path, { log })).rejects.toThrow('a state of version 7');
    expect(await names()).toEqual(['state']);
  });

  it('each has a migration to the next', () => {
    expect(migrations.map(({ to }) => to)).toEqual(migrations.map((_, index) => index + 2));
  });
});
