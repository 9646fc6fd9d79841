import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePorts } from '../../../tools/free-ports.js';
import { part } from '../../../tools/parts.js';
import { waitFor } from '../../../tools/wait-for.js';
import { Exposition } from '../../support/exposition.js';
import { type FrontendProcess, spawnFakeFrontend } from '../../support/fake-frontend/index.js';
import { makeBaseImage } from './support/base-image.js';
import { buildahIn } from './support/buildah.js';
import { Container } from './support/container.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const [, baseImage = ''] = /^ARG NODE_IMAGE=(\S+)$/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8')) ?? [];

let folder: string;
let bundle: string;
// biome-ignore lint/suspicious/noExplicitAny: the image's own JSON
let image: any;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-image-'));
  const buildah = await buildahIn(folder, root);
  await makeBaseImage(baseImage, join(folder, 'base'), buildah);
  // Without the docker format, HEALTHCHECK would be dropped.
  const format = ['--isolation', 'chroot', '--pull-never', '--format', 'docker'];
  await buildah('bud', ...format, '--target', 'deadbeat', '--build-arg', 'REVISION=abc1234', '--tag', 'deadbeat', '.');
  image = JSON.parse(await buildah('inspect', '--type', 'image', 'deadbeat')).Docker.config;
  await buildah('push', '--quiet', 'deadbeat', `oci:${join(folder, 'oci')}:latest`);
  bundle = join(folder, 'bundle');
  await run(await part('umoci'), ['unpack', '--image', `${join(folder, 'oci')}:latest`, bundle]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the image that the Dockerfile builds', () => {
  test('is labelled, runs as a user that is not root, and checks its own health', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(image.User).toBe('1000:1000');
    expect(image.Labels).toMatchObject({
      'org.opencontainers.image.title': 'Deadbeat',
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.revision': 'abc1234',
      'org.opencontainers.image.licenses': 'Apache-2.0',
      'org.opencontainers.image.source': expect.stringMatching(/^https:/),
    });
    expect(image.Healthcheck.Test[0]).toBe('CMD');
  });

  test('adds less than 10 MB to the image of node', () => {
    const files = readdirSync(join(bundle, 'rootfs/app'), { recursive: true, withFileTypes: true });
    const sizes = files
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)).length);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(10_000_000);
  });

  describe.each([
    ['its own user', { uid: 1000, gid: 1000 }],
    ['an arbitrary user of group 0, as on OpenShift', { uid: 12_345, gid: 0 }],
  ])('run read-only as %s', (_, user) => {
    let frontend: FrontendProcess;
    let container: Container;
    let state: string;
    let ports: number[];
    const metrics = async () => new Exposition(await (await fetch(`http://127.0.0.1:${ports[0]}/metrics`)).text());
    const wasted = async () => (await metrics()).sum('deadbeat_wasted_seconds_total') ?? 0;
    const isHealthy = () => {
      const [, ...command] = image.Healthcheck.Test.map((word: string) => word.replace(':9811', `:${ports[1]}`));
      return container.exec(command).status === 0;
    };
    const startUntilObserving = async () => {
      const { log } = container.start();
      const isUp = async () => (await metrics().catch(() => undefined))?.sum('deadbeat_up') === 1;
      await waitFor(isUp, { what: 'a complete pass in the container', deadlineMs: 60_000, everyMs: 200 }).catch(
        (error) => {
          throw new Error(`${error.message}; its log: ${log()}`);
        },
      );
    };

    beforeAll(async () => {
      frontend = await spawnFakeFrontend({ executions: 50, running: 20, cancelRequested: 10 });
      ports = await freePorts(2);
      state = Container.makeState(join(folder, `state-${user.uid}`));
      const listen = ['--listen', `127.0.0.1:${ports[0]}`, '--health-listen', `127.0.0.1:${ports[1]}`];
      const args = ['collect', '--address', frontend.address, ...listen];
      container = await Container.create({ bundle, name: `deadbeat-${process.pid}-${user.uid}`, user, args, state });
      await startUntilObserving();
    });
    afterAll(async () => {
      container?.remove();
      await frontend?.stop();
    });

    test('is healthy by its own check, and is scraped', async () => {
      await waitFor(isHealthy, { what: 'the health check to succeed', deadlineMs: 30_000, everyMs: 500 });
      await waitFor(async () => (await wasted()) > 0, { what: 'wasted seconds', deadlineMs: 60_000, everyMs: 200 });
    });

    test('keeps what it has counted when it is killed', async () => {
      const before = await wasted();
      await container.stop('KILL');
      expect(readdirSync(state)).not.toEqual([]);
      await startUntilObserving();
      expect(await wasted()).toBeGreaterThanOrEqual(before);
    });

    test('ends when it is told to', async () => {
      await container.stop('TERM');
      expect(existsSync(state)).toBe(true);
    });
  });
});
