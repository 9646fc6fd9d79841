import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled } from '../../support/runs.js';
import { officialNode } from '../support/debian.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../../', import.meta.url));
const wasted = 'deadbeat_wasted_seconds_total';

let folder: string;
let main: string;
let frontend: FakeFrontend;

/** All of the published package that runs, in a folder beside which there is nothing to import. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-node-'));
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  cpSync(join(root, '.test-build/dist'), join(folder, 'dist'), { recursive: true });
  main = join(folder, 'dist/deadbeat.js');
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ workflowId: 'long' }));
});
afterAll(async () => {
  await frontend?.stop();
  rmSync(folder, { recursive: true });
});

// The oldest that package.json allows, and the long-term releases after it.
describe.each(['20.17.0', '22.21.1', '24.19.0'])('the packed program on node %s', (version) => {
  it('starts, answers /metrics and keeps its state over a restart', async () => {
    const files = join(folder, version);
    mkdirSync(files);
    const node = await officialNode(version, files);
    expect((await run(node, ['--version'])).stdout).toBe(`v${version}\n`);
    const start = () =>
      CollectorProcess.start({
        ...{ address: frontend.address, main, node },
        args: ['--state-file', join(files, 'state'), '--schedule', '* * * * * *'],
      });
    const first = await start();
    const before = await first.metricsWhen('a count', (now) => (now.sum(wasted) ?? 0) > 590);
    expect((await first.stop('SIGTERM')).code).toBe(0);
    const second = await start();
    expect((await second.metrics()).sum(wasted)).toBeGreaterThanOrEqual(before.sum(wasted) ?? Number.NaN);
    await second.metricsWhen('a complete pass', (now) => now.sum('deadbeat_up') === 1);
    expect((await second.fetch('/')).status).toBe(200);
    expect((await second.stop('SIGTERM')).code).toBe(0);
  });
});
