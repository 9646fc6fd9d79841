import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { part } from '../../../../tools/parts.js';

/** Runs buildah with its images in a folder of its own. @throws execFile's error */
export type Buildah = (...args: string[]) => Promise<string>;

export async function buildahIn(folder: string, cwd: string): Promise<Buildah> {
  const program = await part('buildah');
  const places = ['--root', join(folder, 'images'), '--runroot', join(folder, 'run')];
  const options = { cwd, env: { ...process.env, STORAGE_DRIVER: 'vfs' }, maxBuffer: 64 * 1024 * 1024 };
  return async (...args) => (await promisify(execFile)(program, [...places, ...args], options)).stdout;
}
