import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { goCommand } from '../../../../tools/go-programs.js';
import { fillFolder, installOnce } from '../../../../tools/install-once.js';
import { cacheFolder } from '../../../../tools/parts.js';

const run = promisify(execFile);
const datadogChecks = 'datadog-checks-base[deps]==38.5.0';
const otelcolSource = fileURLToPath(new URL('../otelcol/', import.meta.url));

/** A Python that has Datadog's checks. */
export async function pythonWithDatadog(): Promise<string> {
  const folder = join(cacheFolder(), `datadog-${hashOf([datadogChecks])}`);
  // A virtual environment works only where it was made.
  await installOnce({
    lock: `${folder}.lock`,
    isThere: () => existsSync(join(folder, 'complete')),
    install: async () => {
      await run('python3', ['-m', 'venv', '--clear', folder]);
      await run(join(folder, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', datadogChecks]);
      await run('touch', [join(folder, 'complete')]);
    },
  });
  return join(folder, 'bin/python');
}

/** An OpenTelemetry Collector with the components that deploy/monitoring/otel-collector.yaml names, and an OTLP receiver. */
export async function otelCollector(): Promise<string> {
  const files = ['main.go', 'go.mod', 'go.sum'].map((file) => readFileSync(join(otelcolSource, file), 'utf8'));
  const folder = join(cacheFolder(), `otelcol-${hashOf(files)}-${process.arch}`);
  await installOnce({
    lock: `${folder}.lock`,
    isThere: () => existsSync(folder),
    install: () =>
      fillFolder(folder, async (into) => {
        process.stderr.write('deadbeat: building an OpenTelemetry Collector (up to ten minutes)\n');
        const options = { cwd: otelcolSource, env: { ...process.env, GOFLAGS: '', GOWORK: 'off' } };
        await run(goCommand(), ['build', '-trimpath', '-ldflags', '-s -w', '-o', join(into, 'otelcol'), '.'], options);
      }),
  });
  return join(folder, 'otelcol');
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 12);
}
