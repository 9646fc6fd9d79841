import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startChild } from '../child.js';
import { freePort } from '../free-ports.js';
import { goProgram } from '../go-programs.js';

const run = promisify(execFile);

/** Pushes the chart to a registry on this machine and reads it back, as users will get it. @returns its description */
export async function rehearseChartPush(archive: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-registry-'));
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const registry = await startChild(await goProgram('crane'), ['registry', 'serve', '--address', address], {
    what: 'the registry',
    folder,
    ready: async () => (await fetch(`http://${address}/v2/`)).ok,
  });
  try {
    const helm = await goProgram('helm');
    await run(helm, ['push', archive, `oci://${address}/charts`, '--plain-http'], { cwd: folder });
    const { stdout } = await run(helm, ['show', 'chart', `oci://${address}/charts/deadbeat`, '--plain-http'], {
      cwd: folder,
    });
    return stdout;
  } finally {
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
