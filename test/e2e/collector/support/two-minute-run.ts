import { setTimeout as pause } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import { waitFor } from '../../../../tools/wait-for.js';
import { gaugesOfActivities } from '../../../support/activity-gauges.js';
import { CollectorProcess } from '../../../support/collector.js';
import type { Exposition } from '../../../support/exposition.js';
import { type CancelledActivity, cancelledActivities } from '../../../support/history.js';
import { freshNamespace, temporalAddress } from '../../../support/temporal.js';
import { type Case, startTestWorker } from '../../../support/worker/index.js';

export const cases = {
  seed: { activity: 'blind', workMs: 24_000, startToCloseMs: 20_000, cancelAfterMs: 1_000 },
  heartbeating: {
    activity: 'heartbeating',
    workMs: 60_000,
    startToCloseMs: 60_000,
    heartbeatTimeoutMs: 10_000,
    cancelAfterMs: 1_000,
  },
  ignoring: {
    activity: 'ignoring',
    workMs: 22_000,
    startToCloseMs: 60_000,
    heartbeatTimeoutMs: 10_000,
    cancelAfterMs: 1_000,
  },
  silent: {
    activity: 'fallingSilent',
    workMs: 26_500,
    startToCloseMs: 60_000,
    heartbeatTimeoutMs: 24_000,
    cancelAfterMs: 1_000,
  },
  batch: { activity: 'batchItem', count: 10, workMs: 22_000, startToCloseMs: 16_000, cancelAfterMs: 2_000 },
} as const satisfies Record<string, Case>;
export type Name = keyof typeof cases;
export const names = Object.keys(cases) as Name[];
const activitiesInAll = 4 + cases.batch.count;

/** One scrape; counters in it are judged against the truth at `answeredAt`, ages against both. */
export type Scrape = Readonly<{ askedAt: number; answeredAt: number; metrics: Exposition }>;

export const graceMs = 4_000;
/** A stall may swallow a pass: the next one still comes within what is promised. */
const passEveryMs = 5_000;

export type SeedRun = Readonly<{
  scrapes: readonly Scrape[];
  last: Exposition;
  truth: ReadonlyMap<Name, readonly CancelledActivity[]>;
}>;

/** Runs all cases side by side, scraping the collector until it has accounted for all. @param stops takes what to end afterwards, first started first */
export async function playCases(stops: (() => Promise<unknown>)[]): Promise<SeedRun> {
  const namespace = await freshNamespace();
  const worker = await startTestWorker({ address: temporalAddress(), namespace });
  stops.push(() => worker.stop());
  const collector = await CollectorProcess.start({
    address: temporalAddress(),
    args: ['--namespace', namespace, '--cancel-grace', `${graceMs}ms`, '--schedule', '*/5 * * * * *'],
  });
  stops.push(() => collector.stop());
  await collector.metricsWhen('the first pass', (metrics) => metrics.sum('deadbeat_up') === 1);

  // A pass comes seconds after the start: what is shown for seconds only is not over by then.
  const isBeforePass = () => {
    const leftMs = passEveryMs - (Date.now() % passEveryMs);
    return leftMs > 2_500 && leftMs < 4_000;
  };
  await waitFor(isBeforePass, { what: 'the right moment before a pass' });
  const workflows = await Promise.all(
    names.map(async (name): Promise<[Name, WorkflowHandle]> => [name, await worker.start(name, cases[name])]),
  );
  const scrapes: Scrape[] = [];
  const scrape = async () => {
    const askedAt = Date.now();
    const metrics = await collector.metrics();
    scrapes.push({ askedAt, answeredAt: Date.now(), metrics });
    return metrics;
  };
  let isOver = false;
  const over = Promise.all(workflows.map(([, workflow]) => workflow.result())).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await scrape();
    await pause(200);
  }
  await over;
  const settled = async () => {
    const metrics = await scrape();
    const areGone = gaugesOfActivities.every((gauge) => metrics.sum(gauge) === undefined);
    return areGone && metrics.sum('deadbeat_cancel_to_end_seconds_count') === activitiesInAll ? metrics : undefined;
  };
  const last = await waitFor(settled, {
    what: 'all activities to be gone and accounted for',
    deadlineMs: 90_000,
    everyMs: 200,
  });
  const truth = new Map<Name, readonly CancelledActivity[]>();
  for (const [name, workflow] of workflows) truth.set(name, await cancelledActivities(workflow));
  return { scrapes, last, truth };
}
