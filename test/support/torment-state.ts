import { setTimeout as pause } from 'node:timers/promises';
import { CollectorProcess } from './collector.js';
import type { Exposition } from './exposition.js';
import { event, type FakeFrontend } from './fake-frontend/index.js';
import { seeded } from './random.js';
import { cancelled, running } from './runs.js';
import type { SmallDisk } from './small-disk.js';

const counters = [
  'deadbeat_wasted_seconds_total',
  'deadbeat_cancel_to_end_seconds_count',
  'deadbeat_orphaned_exposure_seconds_total',
  'deadbeat_unexamined_executions_total',
  'deadbeat_late_seconds_total',
] as const;

export type Torment = Readonly<{
  frontend: FakeFrontend;
  disk: SmallDisk;
  stateFile: string;
  kills: number;
  fulls: number;
  seed: number;
}>;

/** Counters that were lower after a fault than in a scrape before it. */
export type Fallen = Readonly<{ fault: string; counter: string; labels: object; before: number; after: number }>;

/** Kills the collector, or fills its disk, at random moments while much happens, and compares what it shows. */
export async function tormentState({ frontend, disk, stateFile, kills, fulls, seed }: Torment): Promise<Fallen[]> {
  const next = seeded(seed);
  const fallen: Fallen[] = [];
  const faults = [...Array(kills).fill('kill'), ...Array(fulls).fill('full disk')].sort(() => next() - 0.5);
  const start = () =>
    CollectorProcess.start({
      address: frontend.address,
      args: ['--state-file', stateFile, '--schedule', '* * * * * *', '--requests-per-second', '300'],
    });
  let collector = await start();
  let shown: Exposition = await collector.metricsWhen('a pass', (now) => now.sum('deadbeat_up') === 1);
  const compare = (fault: string, now: Exposition) => {
    for (const counter of counters)
      for (const { labels, value: before } of shown.all(counter)) {
        // A series that never counted is not saved: after a restart it comes back with its activity.
        const after = now.sum(counter, labels) ?? 0;
        if (after < before) fallen.push({ fault, counter, labels, before, after });
      }
    shown = now;
  };
  try {
    for (const [index, fault] of faults.entries()) {
      makeNews(frontend, index);
      const endsAt = performance.now() + next() * 2_500;
      while (performance.now() < endsAt) compare('none', await collector.metrics());
      if (fault === 'full disk') {
        disk.fill(Math.floor(next() * 50_000));
        const failing = shown.sum('deadbeat_state_file_errors_total') ?? 0;
        compare(
          fault,
          await collector.metricsWhen(
            'an error',
            (now) => (now.sum('deadbeat_state_file_errors_total') ?? 0) > failing,
          ),
        );
        if (next() < 0.5) disk.free();
      }
      if (fault === 'kill' || next() < 0.5) {
        await collector.stop('SIGKILL');
        disk.free();
        collector = await start();
      }
      disk.free();
      compare(fault, await collector.metrics());
      await pause(next() * 300);
    }
    return fallen;
  } finally {
    await collector.stop('SIGKILL');
  }
}

/** Some begin, some are cancelled, some end. */
function makeNews(frontend: FakeFrontend, round: number): void {
  const now = Date.now();
  for (let index = 0; index < 20; index += 1) frontend.put(cancelled({ workflowId: `waste-${round}-${index}` }));
  for (let index = 0; index < 20; index += 1) frontend.put(running({ workflowId: `run-${round}-${index}` }));
  if (round === 0) return;
  for (let index = 0; index < 10; index += 1) {
    const workflowId = `waste-${round - 1}-${index}`;
    const { history } = frontend.get({ workflowId });
    const end = event.activityTaskTimedOut(8, now, { scheduledEventId: 5 });
    frontend.change({ workflowId }, { pendingActivities: [], history: [...history, end] });
  }
}
