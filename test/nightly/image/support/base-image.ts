import { cpSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { debian, officialNode } from '../../support/debian.js';
import type { Buildah } from './buildah.js';

const authorities = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Makes the image that the Dockerfile starts from, under its own name and without a registry: Debian's packages, node's
 * official binary from npm, this machine's npm and certificate authorities.
 */
export async function makeBaseImage(name: string, folder: string, buildah: Buildah): Promise<void> {
  const [, version = '', release = ''] = /^node:(\d+\.\d+\.\d+)-(\w+)-slim$/.exec(name) ?? [];
  if (version === '') throw new Error(`NODE_IMAGE is ${name}, expected node:VERSION-RELEASE-slim`);
  mkdirSync(folder, { recursive: true });
  cpSync(await debian(release, 'node'), join(folder, 'rootfs.tar'));
  await officialNode(version, folder);
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

/** The npm that runs this test. */
function npmFolder(): string {
  const cli = process.env.npm_execpath ?? realpathSync(join(dirname(process.execPath), 'npm'));
  return dirname(dirname(cli));
}
