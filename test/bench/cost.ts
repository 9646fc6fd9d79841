import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CollectorProcess } from '../support/collector.js';
import type { Exposition } from '../support/exposition.js';
import { spawnFakeFrontend } from '../support/fake-frontend/index.js';
import { isGoThere } from '../support/go-worker/install.js';
import type { Report } from './report.js';
import { run } from './run.js';

const tracked = { executions: 10_000, running: 2_000, cancelRequested: 200 };
const perSecond = 500;
const seconds = 20;
/** Each scrape costs the collector time, too. */
const patient = { deadlineMs: 300_000, everyMs: 500 };

/** What the collector costs, on a fake frontend in a process of its own. */
export async function costTables(report: Report): Promise<void> {
  report.section(
    'Cost of a call',
    `${tracked.executions.toLocaleString('en')} executions, ${perSecond} Describes per second, CPU of the whole process; the loops call the same frontend with nothing around them.`,
  );
  const frontend = await spawnFakeFrontend(tracked);
  const { address } = frontend;
  const collector = await start(address, perSecond, ['--schedule', '0 0 0 1 1 *']);
  await collector.metricsWhen('all to be described', (metrics) => isAllDescribed(metrics, tracked.executions), patient);
  await pause(5_000);
  const before = await collector.metrics();
  await pause(seconds * 1000);
  const after = await collector.metrics();
  const grown = (name: string, labels = {}) => (after.sum(name, labels) ?? 0) - (before.sum(name, labels) ?? 0);
  const describes = grown('deadbeat_temporal_requests_total', { method: 'DescribeWorkflowExecution', code: 'OK' });
  const ours = (grown('process_cpu_seconds_total') * 1e6) / describes;
  const residentMb = (after.sum('process_resident_memory_bytes') ?? 0) / 1e6;
  const scrapesMs: number[] = [];
  for (let scrape = 0; scrape < 5; scrape++) {
    await pause(1_500);
    const askedAt = performance.now();
    await collector.metrics();
    scrapesMs.push(performance.now() - askedAt);
  }
  await collector.stop();
  const client = await nodeLoop({ address, perSecond, seconds });
  const go = isGoThere ? await goLoop(address) : undefined;
  const flatOut = await nodeLoop({ address, seconds: 5 });
  report.table(
    ['CPU per Describe', 'µs', 'Deadbeat ÷ it', 'goal'],
    [
      ['Deadbeat', ours.toFixed(0), '', ''],
      ['@temporalio/client, one loop', client.toFixed(0), (ours / client).toFixed(2), ''],
      ['gRPC in Go, one loop', go?.toFixed(0) ?? 'no Go here', go === undefined ? '' : (ours / go).toFixed(2), '4'],
      ['@temporalio/client, 32 under way', flatOut.toFixed(0), '', ''],
    ],
  );
  report.table(
    ['at that load', 'measured'],
    [
      ['resident memory', `${residentMb.toFixed(0)} MB`],
      ['/metrics, median of five', `${(scrapesMs.sort((a, b) => a - b)[2] ?? 0).toFixed(0)} ms`],
    ],
  );
  report.section(
    'Discovery and start',
    `Of ${tracked.executions.toLocaleString('en')} executions; the first answer is that of 1,000.`,
  );
  report.table(
    ['what', 'ms'],
    [
      ['CPU per pass', (await cpuPerPass(address)).toFixed(0)],
      ['from the start of the process to a description of each of 1,000', (await firstAnswer()).toFixed(0)],
    ],
  );
  await frontend.stop();
}

/** A large cluster: memory, and the time that a scrape takes. */
export async function scaleTable(report: Report): Promise<void> {
  const big = { executions: 100_000, running: 100_000, cancelRequested: 5_000 };
  report.section(
    '100,000 running activities',
    '100,000 open executions with one running activity each, 5,000 of them cancelled; scraped 100 times while it describes 1,000 a second.',
  );
  const frontend = await spawnFakeFrontend(big);
  // More calls for lists would only make it list everything again and again; the last first descriptions, which are worth
  // little beside what is known to run, would take an hour.
  const collector = await start(frontend.address, 1_000, ['--max-observation-age', '5m'], 10);
  try {
    await collector.metricsWhen('all to be described', (now) => isAllDescribed(now, big.executions), {
      ...patient,
      deadlineMs: 1_200_000,
    });
    const scrapes: number[] = [];
    for (let scrape = 0; scrape < 100; scrape++) {
      const startedAt = performance.now();
      await (await collector.fetch('/metrics')).text();
      scrapes.push(performance.now() - startedAt);
      await pause(300);
    }
    scrapes.sort((a, b) => a - b);
    const rss = (await collector.metrics()).sum('process_resident_memory_bytes') ?? 0;
    report.table(
      ['what', 'measured', 'goal'],
      [
        ['resident memory', `${(rss / 1e6).toFixed(0)} MB`, '300 MB'],
        ['/metrics, p50', `${scrapes[50]?.toFixed(0)} ms`, ''],
        ['/metrics, p99', `${scrapes[98]?.toFixed(0)} ms`, '100 ms'],
      ],
    );
  } finally {
    await collector.stop();
    await frontend.stop();
  }
}

async function firstAnswer(): Promise<number> {
  const frontend = await spawnFakeFrontend({ executions: 1_000, running: 100, cancelRequested: 10 });
  const startedAt = performance.now();
  const collector = await start(frontend.address, 2_000);
  await collector.metricsWhen('all to be described', (metrics) => isAllDescribed(metrics, 1_000), {
    deadlineMs: 120_000,
  });
  const tookMs = performance.now() - startedAt;
  await collector.stop();
  await frontend.stop();
  return tookMs;
}

/** Passes almost alone: one a second, beside one description a second. */
async function cpuPerPass(address: string): Promise<number> {
  const collector = await start(address, 1, ['--schedule', '* * * * * *']);
  const passes = 'deadbeat_pass_seconds_count';
  const before = await collector.metricsWhen('the first passes', (now) => (now.sum(passes) ?? 0) >= 3, patient);
  const enough = (now: Exposition) => (now.sum(passes) ?? 0) >= (before.sum(passes) ?? 0) + 10;
  const after = await collector.metricsWhen('ten passes', enough, patient);
  await collector.stop();
  const grown = (name: string) => (after.sum(name) ?? 0) - (before.sum(name) ?? 0);
  return (1000 * grown('process_cpu_seconds_total')) / grown(passes);
}

/** @returns CPU microseconds per call */
async function nodeLoop(options: Readonly<{ address: string; perSecond?: number; seconds: number }>): Promise<number> {
  const script = fileURLToPath(new URL('./bare-loop.ts', import.meta.url));
  const { executions } = tracked;
  return Number(await run(process.execPath, ['--import', 'tsx', script, JSON.stringify({ ...options, executions })]));
}

async function goLoop(address: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-bench-'));
  const program = join(folder, 'describe-loop');
  const source = fileURLToPath(new URL('../support/go-worker/', import.meta.url));
  try {
    execFileSync('go', ['build', '-o', program, './describe-loop'], { cwd: source });
    return Number(await run(program, [address, `${tracked.executions}`, `${perSecond}`, `${seconds}`]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function start(
  address: string,
  requestsPerSecond: number,
  more: readonly string[] = [],
  visibilityPerSecond = 100,
): Promise<CollectorProcess> {
  const describe = ['--requests-per-second', `${requestsPerSecond}`];
  const visibility = ['--visibility-requests-per-second', `${visibilityPerSecond}`];
  return CollectorProcess.start({ address, args: [...describe, ...visibility, ...more] });
}

function isAllDescribed(metrics: Exposition, executions: number): boolean {
  return (
    metrics.sum('deadbeat_tracked_executions') === executions &&
    metrics.sum('deadbeat_tracked_executions', { phase: 'new' }) === 0
  );
}
