import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import { temporalAddress } from '../../support/temporal.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));

describe('the package that npm pack makes of a clean clone', () => {
  let folder: string;
  let installed: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'deadbeat-pack-'));
    const clone = join(folder, 'clone');
    await copyOfWhatGitTracks(clone);
    await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: clone });
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? expect.fail('no tarball');

    installed = join(folder, 'empty');
    mkdirSync(installed);
    const options = ['--no-audit', '--no-fund', '--ignore-scripts'];
    await run('npm', ['install', ...options, '--prefix', installed, join(folder, tarball)], { cwd: installed });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const deadbeat = (...args: string[]) =>
    run(join(installed, 'node_modules/.bin/deadbeat'), args, { cwd: installed, env: { PATH: process.env.PATH } });

  test('holds the program, its compiled code and its licences, and no source map', () => {
    const folder = join(installed, 'node_modules/deadbeat');
    expect(readdirSync(folder).sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist', 'package.json']);
    const dist = (readdirSync(join(folder, 'dist'), { recursive: true }) as string[]).sort();
    expect(dist.filter((file) => file !== 'revision.json' && !file.startsWith('prebuilds'))).toEqual([
      'THIRD-PARTY-LICENSES.txt',
      'deadbeat.js',
      'sbom.cdx.json',
    ]);
    expect(dist).toContain('prebuilds/linux-arm64');
    expect(readFileSync(join(folder, 'dist/deadbeat.js'), 'utf8')).not.toContain('sourceMappingURL=deadbeat');
  });

  test('names the licence of each package that is bundled', () => {
    const texts = readFileSync(join(installed, 'node_modules/deadbeat/dist/THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of [
      '@grpc/grpc-js',
      '@temporalio/client',
      'bcryptjs',
      'classic-level',
      'express',
      'prom-client',
      'zod',
    ])
      expect(texts).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  });

  test('installs no other package', () => {
    const { packages } = JSON.parse(readFileSync(join(installed, 'node_modules/.package-lock.json'), 'utf8'));
    expect(Object.keys(packages)).toEqual(['node_modules/deadbeat']);
    expect(sizeOf(installed)).toBeLessThan(20_000_000);
  });

  test('tells its version', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect((await deadbeat('--version')).stdout).toBe(`${version}\n`);
  });

  test('scans a Temporal server', async () => {
    const { stdout } = await deadbeat('scan', '--json', '--address', temporalAddress()).catch((error) => {
      // 1: offenders of other tests that share this server.
      if (error.code !== 1) throw error;
      return error as { stdout: string };
    });
    expect(JSON.parse(stdout)).toMatchObject({ complete: true, activities: expect.any(Array) });
  });

  test('collects from a Temporal server', async () => {
    const main = join(installed, 'node_modules/deadbeat/dist/deadbeat.js');
    const stateFile = ['--state-file', join(folder, 'state')];
    const collector = await CollectorProcess.start({ address: temporalAddress(), main, args: stateFile });
    try {
      await collector.metricsWhen('a complete pass', (metrics) => metrics.sum('deadbeat_up') === 1);
      expect((await collector.fetch('/')).status).toBe(200);
    } finally {
      await collector.stop();
    }
  });
});

/** The files that git tracks, with the content of this working tree. */
async function copyOfWhatGitTracks(folder: string): Promise<void> {
  const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  for (const file of stdout.split('\0').filter((path) => path !== '' && existsSync(join(root, path))))
    cpSync(join(root, file), join(folder, file), { recursive: true });
}

function sizeOf(folder: string): number {
  const files = readdirSync(folder, { recursive: true }) as string[];
  return files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
