import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { startBrowser } from '../e2e/web/page/browser.js';
import { CollectorProcess } from '../support/collector.js';
import { spawnFakeFrontend } from '../support/fake-frontend/index.js';
import { loopSince, recorderFor } from './loop.js';
import type { Report } from './report.js';

const types = 500;
const describesPerSecond = 500;
const seconds = 30;
const loads = 7;
/** Tabs that ask as the page does, each with a filter of its own, so that no answer serves two of them. */
const tabs = 20;
const pollEveryMs = 5_000;

type Case = Readonly<{ offenders: number }>;

/** The page in Chromium, and what readers of it cost the collector. */
export async function pageTable(report: Report): Promise<void> {
  report.section(
    'The page',
    `Every offender is a cancelled activity, in ${types} activity types; ${describesPerSecond} Describes a second. First paint: Chromium on the same machine, median and slowest of ${loads}. Then ${seconds} s without readers, and ${seconds} s with ${tabs} open tabs that ask every ${pollEveryMs / 1000} s, each with its own filter.`,
  );
  const rows: string[][] = [];
  for (const one of [{ offenders: 5_000 }, { offenders: 50_000 }]) rows.push(...(await measure(one)));
  report.table(['offenders', 'what', 'measured', 'goal'], rows);
}

async function measure({ offenders }: Case): Promise<string[][]> {
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-bench-'));
  const names = { workflowTypes: types, activityTypes: types, taskQueues: 50 };
  const frontend = await spawnFakeFrontend({
    executions: offenders,
    running: offenders,
    cancelRequested: offenders,
    ...names,
  });
  const recorder = recorderFor(folder);
  const collector = await CollectorProcess.start({
    address: frontend.address,
    // The last first descriptions, worth little beside what is known to be cancelled, would take an hour.
    args: [
      ...['--requests-per-second', `${describesPerSecond}`, '--visibility-requests-per-second', '100'],
      ...['--max-observation-age', '5m'],
    ],
    environment: recorder.environment,
  });
  const browser = await startBrowser();
  try {
    // The last ones are spread over the time that is left to them.
    const isKnown = (metrics: Awaited<ReturnType<CollectorProcess['metrics']>>) =>
      (metrics.sum('deadbeat_cancel_requested_activities') ?? 0) >= 0.99 * offenders;
    await collector.metricsWhen('99 % to be described', isKnown, { deadlineMs: 900_000, everyMs: 1_000 });
    const paints = await firstPaints(browser, collector.url);
    const beside = async (work: () => Promise<number>) => {
      await loopSince(collector, recorder.file);
      const [before, startedAt] = [await describes(collector), performance.now()];
      const result = await work();
      const rate = ((await describes(collector)) - before) / ((performance.now() - startedAt) / 1000);
      return { result, rate, loop: await loopSince(collector, recorder.file) };
    };
    const alone = await beside(async () => {
      await pause(seconds * 1000);
      return 0;
    });
    const read = await beside(() => readers(collector));
    const ms = (value: number) => `${value.toFixed(0)} ms`;
    const count = offenders.toLocaleString('en');
    return [
      [
        count,
        'first paint',
        `${ms(paints[loads >> 1] ?? Number.NaN)}, slowest ${ms(paints.at(-1) ?? Number.NaN)}`,
        '1,000 ms',
      ],
      [count, 'longest turn of the loop without readers, processor time', ms(alone.loop.longestTurnMs), '50 ms'],
      [count, 'the same with readers', ms(read.loop.longestTurnMs), '50 ms'],
      [count, 'Describes per second without readers', alone.rate.toFixed(1), ''],
      [count, 'the same with readers', read.rate.toFixed(1), (0.9 * alone.rate).toFixed(1)],
      [count, 'slowest answer to a reader', ms(read.result), ''],
    ];
  } finally {
    await browser.close();
    await collector.stop();
    await frontend.stop();
    rmSync(folder, { recursive: true });
  }
}

/** From the start of the navigation to the first contentful paint, in milliseconds, shortest first. */
async function firstPaints(browser: Browser, url: string): Promise<number[]> {
  const paints: number[] = [];
  for (let load = 0; load < loads; load++) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    // The browser reports a paint once the frame is on the screen.
    await page.waitForFunction('performance.getEntriesByName("first-contentful-paint").length > 0');
    paints.push(await page.evaluate('performance.getEntriesByName("first-contentful-paint")[0].startTime'));
    await context.close();
  }
  return paints.sort((a, b) => a - b);
}

/** @returns the slowest answer, in milliseconds */
async function readers(collector: CollectorProcess): Promise<number> {
  const until = performance.now() + seconds * 1000;
  let slowestMs = 0;
  const ask = async (path: string) => {
    const askedAt = performance.now();
    const response = await collector.fetch(path);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    slowestMs = Math.max(slowestMs, performance.now() - askedAt);
  };
  const tab = async (index: number) => {
    await pause((index / tabs) * pollEveryMs);
    await ask(`/?search=${index}`);
    while (performance.now() < until) {
      await ask(`/api/overview?search=${index}`);
      // Every other reader has a group open.
      if (index % 2 === 0) await ask(`/api/activities?offenders=true&limit=5000&search=${index}`);
      await pause(pollEveryMs);
    }
  };
  await Promise.all(Array.from({ length: tabs }, (_, index) => tab(index)));
  return slowestMs;
}

async function describes(collector: CollectorProcess): Promise<number> {
  const metrics = await collector.metrics();
  return metrics.sum('deadbeat_temporal_requests_total', { method: 'DescribeWorkflowExecution', code: 'OK' }) ?? 0;
}
