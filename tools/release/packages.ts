import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { goProgram } from '../go-programs.js';

const run = promisify(execFile);
const architectures = { x64: 'amd64', arm64: 'arm64' } as const;

/** `npm pack`: path of the tarball. */
export async function packNpm(root: string, into: string): Promise<string> {
  mkdirSync(into, { recursive: true });
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', into], { cwd: root });
  return join(into, stdout.trim().split('\n').at(-1) ?? '');
}

/** .deb and .rpm of the packed program, with what it needs beside the bundle on this machine's architecture. */
export async function packLinux(root: string, tarball: string, version: string, into: string): Promise<string[]> {
  const temporary = mkdtempSync(join(tmpdir(), 'deadbeat-stage-'));
  // Its mode becomes that of /usr/lib/deadbeat; that of a temporary folder keeps other users out.
  const stage = join(temporary, 'deadbeat');
  mkdirSync(stage);
  chmodSync(stage, 0o755);
  try {
    const options = ['--no-audit', '--no-fund', '--no-package-lock', '--no-save', '--ignore-scripts'];
    await run('npm', ['install', ...options, '--prefix', stage, tarball], { cwd: stage });
    rmSync(join(stage, 'node_modules/.bin'), { recursive: true, force: true });
    rmSync(join(stage, 'node_modules/.package-lock.json'), { force: true });
    const nfpm = await goProgram('nfpm');
    const ARCH = architectures[process.arch as keyof typeof architectures];
    const env = { ...process.env, ARCH, VERSION: version, STAGE: stage };
    for (const packager of ['deb', 'rpm'])
      await run(nfpm, ['package', '--config', 'deploy/packages/nfpm.yaml', '--packager', packager, '--target', into], {
        cwd: root,
        env,
      });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return readdirSync(into)
    .filter((file) => /\.(deb|rpm)$/.test(file))
    .map((file) => join(into, file));
}

/** `helm package`: path of the archive, under a name that is not that of the npm package. */
export async function packChart(root: string, version: string, into: string): Promise<string> {
  const folder = join(into, 'chart');
  const chart = join(root, 'deploy/helm/deadbeat');
  await run(await goProgram('helm'), ['package', chart, '--destination', folder]);
  const path = join(into, `deadbeat-${version}-chart.tgz`);
  renameSync(join(folder, `deadbeat-${version}.tgz`), path);
  rmSync(folder, { recursive: true });
  return path;
}

export function copyBillOfMaterials(root: string, version: string, into: string): string {
  const path = join(into, `deadbeat-${version}.cdx.json`);
  cpSync(join(root, 'dist/sbom.cdx.json'), path);
  return path;
}
