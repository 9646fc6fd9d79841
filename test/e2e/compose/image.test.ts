import { execFile } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Child, startChild } from '../../../tools/child.js';
import { freePort } from '../../../tools/free-ports.js';
import { compose, root, valuesIn } from './support/compose-file.js';
import { commandOf, environmentOf, makeImageTree, makeReadable, makeReadOnly, stageNamed } from './support/image.js';

const run = promisify(execFile);
/** The uid of `node` in node's images. */
const uid = 1000;
const isRoot = process.getuid?.() === 0;
const asUser = isRoot ? ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'] : [];

describe('what the image runs', () => {
  const stage = stageNamed('deadbeat');
  const service = compose.services.deadbeat ?? expect.fail('no service deadbeat');
  let folder: string;
  let tree: string;
  let state: string;
  let before: string[];
  let deadbeat: Child;
  let url: string;
  let healthAddress: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deadbeat-image-'));
    makeReadable(folder);
    tree = await makeImageTree(folder);
    cpSync(join(root, 'deploy/temporal.toml'), join(folder, 'temporal.toml'));
    await makeReadOnly(tree);
    before = filesIn(tree);

    state = join(folder, 'state');
    mkdirSync(state);
    if (isRoot) chownSync(state, uid, uid);
    const environment = {
      PATH: process.env.PATH,
      HOME: join(folder, 'home'),
      ...environmentOf(stage),
      ...valuesIn(service),
      TEMPORAL_CONFIG_FILE: join(folder, 'temporal.toml'),
      DEADBEAT_STATE_FILE: join(state, 'deadbeat-state'),
    };
    const command = [...commandOf(stage, 'ENTRYPOINT'), ...commandOf(stage, 'CMD')].map((word) =>
      word.replace(/^\/app\//, ''),
    );
    healthAddress = `127.0.0.1:${await freePort()}`;
    const settings = ['--listen', '127.0.0.1:0', '--health-listen', healthAddress, '--log-format', 'json'];
    const assignments = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
    deadbeat = await startChild('/usr/bin/env', ['-i', ...assignments, ...asUser, ...command, ...settings], {
      what: 'the image',
      folder: tree,
      ready: async (log) => log.includes('"listening"'),
    });
    url = /"url":"([^"]+)"[^\n]*"msg":"listening"/.exec(deadbeat.log())?.[1] ?? '';
  }, 180_000);
  afterAll(async () => {
    await deadbeat?.stop();
    await run('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  });

  test('holds the program and nothing else', () => {
    expect(readdirSync(tree).sort()).toEqual(['LICENSE', 'dist', 'package.json']);
    expect(readdirSync(join(tree, 'dist')).sort()).toEqual([
      'THIRD-PARTY-LICENSES.txt',
      'deadbeat.js',
      'prebuilds',
      'revision.json',
      'sbom.cdx.json',
    ]);
  });

  test('knows its version and the revision that it was built from', async () => {
    const { version } = JSON.parse(readFileSync(join(tree, 'package.json'), 'utf8'));
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain(`deadbeat_build_info{version="${version}",revision="abc1234"} 1`);
  });

  test('runs as a user who is not root', () => {
    const [, real] = /^Uid:\t(\d+)/m.exec(readFileSync(`/proc/${deadbeat.pid}/status`, 'utf8')) ?? [];
    expect(real).toBe(String(isRoot ? uid : process.getuid?.()));
    expect(real).not.toBe('0');
  });

  test('is healthy by the check of the image, which asks the address that the image sets for it', async () => {
    const [program = '', ...args] = commandOf(stage, 'HEALTHCHECK');
    const { DEADBEAT_HEALTH_LISTEN = '' } = environmentOf(stage);
    expect(args.join(' ')).toContain(`http://${DEADBEAT_HEALTH_LISTEN}/healthz`);
    const at = (address: string) => args.map((arg) => arg.replace(DEADBEAT_HEALTH_LISTEN, address));
    await run(program, at(healthAddress));
    await expect(run(program, at('127.0.0.1:9'))).rejects.toMatchObject({ code: 1 });
  });

  test('ends when told to, leaves its state in the volume and its tree as it was', async () => {
    await deadbeat.stop();
    expect(existsSync(join(state, 'deadbeat-state'))).toBe(true);
    expect(filesIn(tree)).toEqual(before);
  });
});

function filesIn(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[]).sort();
}
