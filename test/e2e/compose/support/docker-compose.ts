import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { part } from '../../../../tools/parts.js';
import { root } from './compose-file.js';

const run = promisify(execFile);

/** What docker-compose makes of the project's file with this text as `.env` and nothing set in the shell. */
export async function composedWith(envFileText: string) {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-compose-'));
  try {
    const envFile = join(folder, 'env');
    writeFileSync(envFile, envFileText);
    const options = { cwd: root, env: { PATH: process.env.PATH } };
    const { stdout } = await run(await part('dockerCompose'), ['--env-file', envFile, 'config'], options);
    const { services, secrets } = parse(stdout);
    // One without a value is not set in the container.
    const environment = Object.entries<string | null>(services.deadbeat.environment).flatMap(([name, value]) =>
      value === null ? [] : [[name, value]],
    );
    return {
      environment: Object.fromEntries(environment) as Record<string, string>,
      temporalToml: secrets.temporal_toml.file as string,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
