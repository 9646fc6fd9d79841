/** `npm run bench`: what the collector costs, on a fake frontend in a process of its own. Prints; asserts nothing. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildCollector } from '../support/build-collector.js';
import { CollectorProcess } from '../support/collector.js';
import type { Exposition } from '../support/exposition.js';
import { spawnFakeFrontend } from '../support/fake-frontend/index.js';
import { costOfRendering } from './rendering.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const tracked = { executions: 10_000, running: 2_000, cancelRequested: 200 };
const perSecond = 500;
const seconds = 20;
/** Each scrape costs the collector time, too. */
const patient = { deadlineMs: 180_000, everyMs: 500 };

buildCollector();
await firstAnswer();
const frontend = await spawnFakeFrontend(tracked);
await describing(frontend.address);
await discovering(frontend.address);
await frontend.stop();
await rendering();

/** From the start of the process to a look at each of 1,000 workflows. */
async function firstAnswer(): Promise<void> {
  const frontend = await spawnFakeFrontend({ executions: 1_000, running: 100, cancelRequested: 10 });
  const startedAt = performance.now();
  const collector = await start(frontend.address, 2_000);
  const listeningAt = performance.now();
  await collector.metricsWhen('all to be looked at', (metrics) => isAllLookedAt(metrics, 1_000), {
    deadlineMs: 120_000,
  });
  report('first answer, 1,000 workflows, from the start of the process', ms(performance.now() - startedAt), '3000 ms');
  report('  of which until it listens', ms(listeningAt - startedAt));
  await collector.stop();
  await frontend.stop();
}

/** Observations alone: after the first pass there is no other. */
async function describing(address: string): Promise<void> {
  const collector = await start(address, perSecond, ['--schedule', '0 0 0 1 1 *']);
  await collector.metricsWhen('all to be looked at', (metrics) => isAllLookedAt(metrics, tracked.executions), patient);
  await pause(5_000);

  // Both at once, so that both meet the machine in the same state.
  const pacedLoop = bareLoop({ address, perSecond, seconds });
  const before = await collector.metrics();
  const pacedUs = await pacedLoop;
  const scrapedAt = performance.now();
  const after = await collector.metrics();
  const scrapeMs = performance.now() - scrapedAt;
  const grown = (name: string, labels = {}) => (after.sum(name, labels) ?? 0) - (before.sum(name, labels) ?? 0);
  const describes = grown('deadbeat_temporal_requests_total', { method: 'DescribeWorkflowExecution', code: 'OK' });
  const cpuUs = (grown('process_cpu_seconds_total') * 1e6) / describes;
  const rssMb = (after.sum('process_resident_memory_bytes') ?? 0) / 1e6;
  const heapMb = (after.sum('nodejs_heap_size_used_bytes') ?? 0) / 1e6;
  await collector.stop();
  const flatOutUs = await bareLoop({ address, seconds: 5 });

  report('CPU per Describe, collector', `${cpuUs.toFixed(0)} µs`);
  report('CPU per Describe, bare loop at the same pace', `${pacedUs.toFixed(0)} µs`);
  report('  ratio', (cpuUs / pacedUs).toFixed(2), '1.3');
  report('CPU per Describe, bare loop with 32 under way', `${flatOutUs.toFixed(0)} µs`);
  report('RSS, 10,000 tracked executions', `${rssMb.toFixed(0)} MB`, '150 MB');
  report('  of which heap in use', `${heapMb.toFixed(0)} MB`);
  report('/metrics', ms(scrapeMs));
}

/** Passes almost alone: one a second, beside one look a second. */
async function discovering(address: string): Promise<void> {
  const collector = await start(address, 1, ['--schedule', '* * * * * *']);
  const passes = 'deadbeat_pass_seconds_count';
  const before = await collector.metricsWhen('the first passes', (now) => (now.sum(passes) ?? 0) >= 3, patient);
  const enough = (now: Exposition) => (now.sum(passes) ?? 0) >= (before.sum(passes) ?? 0) + 10;
  const after = await collector.metricsWhen('ten passes', enough, patient);
  const cpu = 'process_cpu_seconds_total';
  const perPass =
    ((after.sum(cpu) ?? 0) - (before.sum(cpu) ?? 0)) / ((after.sum(passes) ?? 0) - (before.sum(passes) ?? 0));
  report('CPU per discovery pass, 10,000 executions', ms(perPass * 1000));
  await collector.stop();
}

/** /metrics of a large cluster, without calls. */
async function rendering(): Promise<void> {
  const population = { running: 100_000, cancelRequested: 5_000, labelSets: 5_000 };
  const { firstMs, nextMs, longestBlockMs, megabytes } = await costOfRendering(population);
  report('CPU per /metrics, 100,000 running, 5,000 label sets, first', ms(firstMs));
  report('  once 5,000 of them have changed', ms(nextMs), '100 ms');
  report('  longest time that nothing else could run', ms(longestBlockMs), '50 ms');
  report('  size of the text', `${megabytes.toFixed(1)} MB`);
}

/** @returns CPU microseconds per call */
async function bareLoop(options: Readonly<{ address: string; perSecond?: number; seconds: number }>): Promise<number> {
  const script = fileURLToPath(new URL('./bare-loop.ts', import.meta.url));
  const { executions } = tracked;
  return Number(await run('--import', ['tsx', script, JSON.stringify({ ...options, executions })]));
}

function start(address: string, requestsPerSecond: number, more: readonly string[] = []): Promise<CollectorProcess> {
  const budgets = ['--requests-per-second', `${requestsPerSecond}`, '--visibility-requests-per-second', '100'];
  return CollectorProcess.start({ address, args: [...budgets, ...more] });
}

function isAllLookedAt(metrics: Exposition, executions: number): boolean {
  return (
    metrics.sum('deadbeat_tracked_executions') === executions &&
    metrics.sum('deadbeat_tracked_executions', { phase: 'new' }) === 0
  );
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function report(what: string, value: string, aim?: string): void {
  console.log(`${what.padEnd(62)} ${value.padStart(9)}${aim === undefined ? '' : `   aim: at most ${aim}`}`);
}

/** Runs node to its end. @returns what it printed */
async function run(script: string, args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`${script} ended with ${code}: ${printed}`);
  return printed;
}
