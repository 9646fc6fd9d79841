import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { part } from '../../../tools/parts.js';

const folder = fileURLToPath(new URL('../../../deploy/monitoring/', import.meta.url));

test.each([
  ['Mimir', 'prometheus-mimir.yml', ['--agent']],
  ['Thanos', 'prometheus-thanos.yml', []],
  ['any remote-write endpoint', 'prometheus-remote-write.yml', []],
])('promtool accepts the configuration for %s', async (_, file, options) => {
  const args = ['check', 'config', '--syntax-only', ...options, `${folder}${file}`];
  const { stdout } = await promisify(execFile)(await part('promtool'), args);
  expect(stdout).toContain('SUCCESS');
});
