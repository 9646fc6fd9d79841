import { readdir, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Logger } from 'pino';
import * as z from 'zod';
import { UserError } from '../errors.js';
import { buildState } from './build-state.js';
import { type Engine, type Entry, StateDamaged } from './engine.js';
import { metaKey } from './keys.js';
import { LevelEngine } from './level-engine.js';
import { freeNameBeside } from './location.js';
import { type Migration, migrated, migrations, stateVersion } from './migrations.js';

export type MigrateOptions = Readonly<{ log: Logger; list?: readonly Migration[]; known?: number }>;

/** Brings a state of an earlier version up to date; what was there is kept beside it. @throws UserError when it is newer */
export async function migrateState(
  path: string,
  { log, list = migrations, known = stateVersion }: MigrateOptions,
): Promise<void> {
  const engine = await LevelEngine.open(path, { isNew: false });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await engine.close();
    isOpen = false;
  };
  try {
    const version = await versionOf(engine);
    if (version === known) return;
    if (version > known) throw await newer(path, version, known);
    const kept = await freeNameBeside(path, `v${version}`);
    const putAside = async () => {
      await close();
      await rename(path, kept);
    };
    const entries = migrated(withoutMeta(engine.read('')), version, list);
    await buildState(path, { entries, putAside, version: known });
    log.info({ stateFile: path, from: version, to: known, kept }, 'the state was migrated');
  } finally {
    await close();
  }
}

const metaSchema = z.object({ format: z.literal('deadbeat-state'), version: z.int().positive() });

async function versionOf(engine: Engine): Promise<number> {
  for await (const entries of engine.read(metaKey))
    for (const [, value] of entries) {
      const meta = metaSchema.safeParse(JSON.parse(value));
      if (meta.success) return meta.data.version;
    }
  throw new StateDamaged('it does not contain its version');
}

async function* withoutMeta(portions: AsyncIterable<readonly Entry[]>): AsyncIterable<readonly Entry[]> {
  for await (const entries of portions) yield entries.filter(([key]) => key !== metaKey);
}

/** Going back to this version takes one `mv` of what was kept before the migration. */
async function newer(path: string, version: number, known: number): Promise<UserError> {
  const copy = await newestCopy(path, known);
  const advice =
    copy === undefined
      ? `start Deadbeat with another --state-file, or the version that wrote it`
      : `to go back, move it away and put the copy from before in its place: mv ${copy} ${path}`;
  return new UserError([
    `--state-file: ${path} is a state of version ${version}, and this Deadbeat knows versions up to ${known}; ${advice}`,
  ]);
}

async function newestCopy(path: string, version: number): Promise<string | undefined> {
  const kept = `${basename(path)}.v${version}`;
  const names = (await readdir(dirname(path))).filter((name) => name === kept || name.startsWith(`${kept}-`));
  const dated = await Promise.all(
    names.map(async (name) => ({
      copy: join(dirname(path), name),
      at: (await stat(join(dirname(path), name))).mtimeMs,
    })),
  );
  return dated.sort((a, b) => b.at - a.at)[0]?.copy;
}
