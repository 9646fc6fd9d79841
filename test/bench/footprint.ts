import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { measured } from '../../collector/model/sizing/measured.js';
import { CollectorProcess } from '../support/collector.js';
import { spawnFakeFrontend } from '../support/fake-frontend/index.js';
import type { Report } from './report.js';

const executions = 50_000;
const perSecond = 1_000;
const seconds = 30;
const file = fileURLToPath(new URL('../../collector/model/sizing/measured.ts', import.meta.url));

type Footprint = Readonly<{ peakBytes: number; cores: number; callsPerSecond: number }>;

/** What a collector takes that follows nothing, idle executions or running ones; the sizing table is computed from it. */
export async function measureFootprint(report: Report): Promise<void> {
  const nothing = await footprintOf({ executions: 0 });
  const idle = await footprintOf({ executions });
  const running = await footprintOf({ executions, running: executions });
  report.section(
    'What a collector takes',
    `The sizing table is computed from these. ${perSecond.toLocaleString('en')} calls/s are allowed; once all are described, ${seconds} s with a scrape every second. Memory: the most resident.`,
  );
  const rowOf = (what: string, { peakBytes, cores, callsPerSecond }: Footprint) => [
    ...[what, `${(peakBytes / 1e6).toFixed(0)} MB`, cores.toFixed(2), callsPerSecond.toFixed(0)],
  ];
  report.table(
    ['it follows', 'memory', 'cores', 'calls/s'],
    [
      rowOf('nothing', nothing),
      rowOf(`${executions.toLocaleString('en')} executions that run nothing`, idle),
      rowOf(`${executions.toLocaleString('en')} executions that run an activity each`, running),
    ],
  );
  const bytesPer = ({ peakBytes }: Footprint) => Math.max(0, peakBytes - nothing.peakBytes) / executions;
  write({
    baseMb: Math.ceil(nothing.peakBytes / 1e6),
    bytesPerIdle: Math.ceil(bytesPer(idle) / 10) * 10,
    bytesPerRunning: Math.ceil(bytesPer(running) / 10) * 10,
    cpuSecondsPerCall: roundedUp((running.cores - nothing.cores) / running.callsPerSecond, 1e5),
    coresAtRest: roundedUp(nothing.cores, 1e3),
  });
}

async function footprintOf(world: Parameters<typeof spawnFakeFrontend>[0]): Promise<Footprint> {
  const frontend = await spawnFakeFrontend(world);
  const budgets = ['--requests-per-second', `${perSecond}`, '--visibility-requests-per-second', '10'];
  // The last first descriptions, which are worth little, would take an hour.
  const all = ['--max-observation-age', '2m'];
  const collector = await CollectorProcess.start({ address: frontend.address, args: [...budgets, ...all] });
  try {
    const before = await collector.metricsWhen(
      'all to be described',
      (now) =>
        now.sum('deadbeat_up') === 1 &&
        now.sum('deadbeat_tracked_executions') === world.executions &&
        now.sum('deadbeat_tracked_executions', { phase: 'new' }) === 0,
      { deadlineMs: 300_000, everyMs: 1_000 },
    );
    const startedAt = performance.now();
    let peakBytes = 0;
    let now = before;
    while (performance.now() - startedAt < seconds * 1000) {
      await pause(1_000);
      now = await collector.metrics();
      peakBytes = Math.max(peakBytes, now.sum('process_resident_memory_bytes') ?? 0);
    }
    const passed = (performance.now() - startedAt) / 1000;
    const grown = (name: string) => ((now.sum(name) ?? 0) - (before.sum(name) ?? 0)) / passed;
    const cores = grown('process_cpu_seconds_total');
    return { peakBytes, cores, callsPerSecond: grown('deadbeat_temporal_requests_total') };
  } finally {
    await collector.stop();
    await frontend.stop();
  }
}

function roundedUp(value: number, parts: number): number {
  return Math.ceil(value * parts) / parts;
}

function write(now: typeof measured): void {
  let source = readFileSync(file, 'utf8');
  for (const [name, value] of Object.entries(now)) {
    const text = `${value}`.replace(/^\d{4,}$/, (digits) => digits.replace(/(?<=\d)(?=(\d{3})+$)/g, '_'));
    source = source.replace(new RegExp(`(?<=  ${name}: )[\\d._]+`), text);
  }
  writeFileSync(file, source);
}
