import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CollectorProcess } from '../support/collector.js';
import { spawnFakeFrontend } from '../support/fake-frontend/index.js';
import { loopSince, recorderFor } from './loop.js';
import type { Report } from './report.js';
import { run } from './run.js';
import type { Scraped } from './scraper.js';

/** Of few workflows, so that all are described within a minute or two. */
const tracked = { executions: 10_000, running: 10_000, activities: 10, cancelRequested: 500 };
const activities = tracked.running * tracked.activities;
const describesPerSecond = 500;
const seconds = 30;
const perSecond = 1_000;
const scriptOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const ticksPerSecond = 100;

/** Of all threads of a process, user and system. */
function cpuSecondsOf(pid: number): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = rest.split(' ').slice(11, 13).map(Number);
  return (user + system) / ticksPerSecond;
}

async function describes(collector: CollectorProcess): Promise<number> {
  const metrics = await collector.metrics();
  return metrics.sum('deadbeat_temporal_requests_total', { method: 'DescribeWorkflowExecution', code: 'OK' }) ?? 0;
}

/** Scrapes at a rate that only mistakes lead to, beside the usual work. */
export async function scrapesTable(report: Report): Promise<void> {
  report.section(
    '1,000 scrapes a second',
    `${activities.toLocaleString('en')} running activities in ${tracked.running.toLocaleString('en')} workflows, ${tracked.cancelRequested.toLocaleString('en')} of them cancelled, ${describesPerSecond} Describes a second; ${seconds} s without scrapes, then ${seconds} s with ${perSecond.toLocaleString('en')} a second.`,
  );
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-bench-'));
  const frontend = await spawnFakeFrontend(tracked);
  const recorder = recorderFor(folder);
  const budgets = ['--requests-per-second', `${describesPerSecond}`, '--visibility-requests-per-second', '100'];
  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: budgets,
    environment: recorder.environment,
  });
  try {
    const isKnown = (metrics: Awaited<ReturnType<CollectorProcess['metrics']>>) =>
      metrics.sum('deadbeat_activities') === activities;
    await collector.metricsWhen('all to be described', isKnown, { deadlineMs: 900_000, everyMs: 1_000 });

    /** @returns Describes per second while something is done, what the loop did, and what it resulted in */
    const beside = async <T>(work: () => Promise<T>) => {
      await loopSince(collector, recorder.file);
      const [before, startedAt] = [await describes(collector), performance.now()];
      const pids = [collector.pid, frontend.pid];
      const cpuBefore = pids.map(cpuSecondsOf);
      const result = await work();
      const passed = (performance.now() - startedAt) / 1000;
      const rate = ((await describes(collector)) - before) / passed;
      const [cpuShare = 0, frontendShare = 0] = pids.map(
        (pid, index) => (cpuSecondsOf(pid) - (cpuBefore[index] ?? 0)) / passed,
      );
      return { result, rate, cpuShare, frontendShare, loop: await loopSince(collector, recorder.file) };
    };
    const alone = await beside(() => pause(seconds * 1000));
    const question = JSON.stringify({ url: collector.url, perSecond, seconds });
    const scraped = await beside(
      async () =>
        JSON.parse(await run(process.execPath, ['--import', 'tsx', scriptOf('./scraper.ts'), question])) as Scraped,
    );
    const { asked, answered, p50Ms, p99Ms, slowestMs, bytes, connections, cpuSeconds } = scraped.result;
    const share = (cores: number) => `${(100 * cores).toFixed(0)} % of a core`;
    const ms = (value: number) => `${value.toFixed(0)} ms`;
    report.table(
      ['what', 'without scrapes', 'with', 'goal'],
      [
        ['answered', '', `${answered.toLocaleString('en')} of ${asked.toLocaleString('en')}`, 'all'],
        ['Describes per second', alone.rate.toFixed(1), scraped.rate.toFixed(1), `${(0.9 * alone.rate).toFixed(1)}`],
        [
          'longest turn of the loop, processor time',
          ms(alone.loop.longestTurnMs),
          ms(scraped.loop.longestTurnMs),
          '50 ms',
        ],
        ['delay of the loop, p99', ms(alone.loop.delayP99Ms), ms(scraped.loop.delayP99Ms), '100 ms'],
        ['delay of the loop, longest', ms(alone.loop.delayMaxMs), ms(scraped.loop.delayMaxMs), ''],
        ['answer, p50, p99 and slowest', '', [p50Ms, p99Ms, slowestMs].map(ms).join(', '), ''],
        ['size of an answer', '', `${(bytes / 1000).toFixed(0)} kB`, ''],
        ['connections', '', connections, ''],
        ['processor time of the collector', share(alone.cpuShare), share(scraped.cpuShare), ''],
        ['processor time of the frontend', share(alone.frontendShare), share(scraped.frontendShare), ''],
        ['processor time of the client', '', share(cpuSeconds / seconds), ''],
      ],
    );
  } finally {
    await collector.stop();
    await frontend.stop();
    rmSync(folder, { recursive: true });
  }
}
