import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CollectorProcess } from '../support/collector.js';
import { spawnFakeFrontend } from '../support/fake-frontend/index.js';
import type { Report } from './report.js';

type World = Parameters<typeof spawnFakeFrontend>[0];

const seconds = 30;
const worlds: readonly (readonly [string, World])[] = [
  ['300 short workflows/s', { executions: 1_000, running: 100, closed: 5, churnPerSecond: 300 }],
  ['a mass cancellation of 30,000', { executions: 30_000, running: 30_000, cancelRequested: 30_000 }],
];

/** What saving the state writes to the disk, as the kernel counts it. */
export async function savingTable(report: Report): Promise<void> {
  report.section(
    'Saving the state',
    'What the process writes to the disk, with 300 calls per second; an average over half a minute.',
  );
  const rows = (await bytesWritten()).map(([what, kilobytes]) => [what, kilobytes.toFixed(0), '1000']);
  report.table(['while there are', 'kB/s', 'goal'], rows);
}

/** @returns lines of what and kB/s */
async function bytesWritten(): Promise<(readonly [string, number])[]> {
  const lines: (readonly [string, number])[] = [];
  for (const [what, world] of worlds) {
    const folder = await mkdtemp(join(tmpdir(), 'deadbeat-bench-'));
    const frontend = await spawnFakeFrontend(world);
    const budgets = ['--requests-per-second', '300', '--visibility-requests-per-second', '20'];
    const args = ['--state-file', join(folder, 'state'), ...budgets];
    const collector = await CollectorProcess.start({ address: frontend.address, args });
    await collector.metricsWhen('a pass', (now) => now.sum('deadbeat_up') === 1, { deadlineMs: 180_000 });
    const before = await writeBytesOf(collector.pid);
    const startedAt = performance.now();
    await pause(seconds * 1_000);
    const written = (await writeBytesOf(collector.pid)) - before;
    lines.push([what, written / (performance.now() - startedAt)]);
    await collector.stop();
    await frontend.stop();
    await rm(folder, { recursive: true });
  }
  return lines;
}

async function writeBytesOf(pid: number): Promise<number> {
  return Number(/^write_bytes: (\d+)/m.exec(await readFile(`/proc/${pid}/io`, 'utf8'))?.[1]);
}
