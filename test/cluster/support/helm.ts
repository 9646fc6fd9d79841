import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { goProgram } from '../../../tools/go-programs.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const chart = join(root, 'deploy/helm/deadbeat');
/** `dev` of `ci/dev-values.yaml` */
export const examples = readdirSync(join(chart, 'ci')).map((file) => file.replace('-values.yaml', ''));
export const valuesOf = (example: string) => ['--values', join(chart, 'ci', `${example}-values.yaml`)];

/** @throws the error of execFile, with helm's `stderr` */
export async function helm(args: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> {
  const env = { ...process.env, HELM_CACHE_HOME: join(tmpdir(), 'helm'), ...more };
  const { stdout } = await promisify(execFile)(await goProgram('helm'), args, { env, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
