import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { shownAtZeroForMs } from '../../collector/metrics/zero-first.js';
import { startTemporal } from '../../tools/servers.js';
import { waitFor } from '../../tools/wait-for.js';
import { type Cancelled, cancelledIn } from '../e2e/lost/support/truth.js';
import { CollectorProcess } from '../support/collector.js';
import { seeded } from '../support/random.js';
import { SlowProxy } from '../support/slow-proxy.js';
import { SmallDisk } from '../support/small-disk.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { type DisturbanceCounts, disturb, randomDisturbances } from './disturbances.js';
import { type Episode, farAwayMs, type Kind, kindNames, randomEpisodes, taskQueue } from './episodes.js';
import { Samples } from './samples.js';
import { isAccountedFor, judge, type Verdict } from './verdict.js';

export type SoakOptions = Readonly<{
  forMs: number;
  seed: number;
  /** Workflows per second. */
  perSecond: number;
  disturbances: DisturbanceCounts;
  say: (line: string) => void;
}>;

const longestEpisodeMs = 60_000;
/** A call of the collector is given up after 10 s. */
const slowAnswerMs = 9_300;
/** On a busy machine, with a server that is stopped or frozen meanwhile. */
const stepsTakeAtMostMs = 600_000;

/** Runs random episodes against a real server while the collector, its disk and the server are disturbed; compares at the end. Needs root, to mount a small disk. */
export async function soak({ forMs, seed, perSecond, disturbances, say }: SoakOptions): Promise<Verdict> {
  const random = seeded(seed);
  const folder = mkdtempSync(join(tmpdir(), 'deadbeat-soak-'));
  const dbFilename = join(folder, 'temporal.db');
  let server = await startTemporal({ dbFilename });
  const { address, ports } = server;
  const worker = await startWorkerProcess({ address, namespace: 'default', taskQueue });
  const connection = Connection.lazy({ address });
  const client = new Client({ connection });
  const disk = new SmallDisk('64m');
  const proxy = await SlowProxy.start(address);
  const startCollector = () =>
    CollectorProcess.start({
      address: proxy.address,
      args: ['--state-file', join(disk.folder, 'state'), '--schedule', '*/5 * * * * *'],
    });
  const samples = new Samples();
  let collector = await startCollector();
  try {
    samples.follow(collector);
    samples.start();
    const longestMs = Math.min(longestEpisodeMs, forMs / 4);
    const overMs = forMs - longestMs - 5_000;
    const episodes = randomEpisodes(random, Math.round((perSecond * overMs) / 1000), overMs, longestMs);
    const mix = Object.entries(disturbances).map(([what, times]) => `${times} × ${what}`);
    say(`${episodes.length} workflows, seed ${seed}; ${mix.join(', ')}`);

    const freeze = async (pid: number, lastsMs: number) => {
      process.kill(pid, 'SIGSTOP');
      await pause(lastsMs);
      process.kill(pid, 'SIGCONT');
    };
    const disturbed = disturb(
      randomDisturbances(random, disturbances, forMs),
      {
        'kill the collector': async (lastsMs) => {
          samples.follow(undefined);
          await collector.stop('SIGKILL');
          await pause(lastsMs);
          collector = await startCollector();
          samples.follow(collector);
        },
        'freeze the collector': (lastsMs) => freeze(collector.pid, lastsMs),
        'fill the disk': async (lastsMs) => {
          disk.fill();
          await pause(lastsMs);
          disk.free();
        },
        'stop the server': async (lastsMs) => {
          await server.stop();
          await pause(lastsMs);
          server = await startAgain(() => startTemporal({ dbFilename, ports }));
        },
        'freeze the server': (lastsMs) => freeze(server.pid, lastsMs),
        'slow the server down': async (lastsMs) => {
          const before = proxy.heldUp;
          proxy.delayMs = slowAnswerMs;
          await pause(lastsMs);
          await waitFor(() => proxy.heldUp > before, { what: 'an answer that is slow', deadlineMs: stepsTakeAtMostMs });
          proxy.delayMs = 0;
        },
      },
      say,
    );
    const startedAt = Date.now();
    await Promise.all(episodes.map((episode) => runEpisode(client, episode, startedAt)));
    await disturbed;

    const truth = await truthOf(client, episodes);
    // A series that was new at the end is shown at 0 for a while.
    const deadlineMs = 120_000 + shownAtZeroForMs;
    const isSettled = () => isAccountedFor(truth, samples);
    await waitFor(isSettled, { what: 'all to be accounted for', deadlineMs, everyMs: 1_000 }).catch(() => undefined);
    return judge(truth, samples);
  } catch (error) {
    // Calls that the client still retries fail in their own way once its connection is closed.
    say(`the soak itself failed: ${String(error)}`);
    throw error;
  } finally {
    await samples.stop();
    await collector.stop();
    proxy.stop();
    await worker.stop();
    await connection.close();
    await server.stop();
    disk.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From its start until it has closed; whatever fails because there is no server is tried again. */
async function runEpisode(
  client: Client,
  { workflowId, startAfterMs, plan, terminateAfterMs }: Episode,
  startedAt: number,
) {
  await pause(startedAt + startAfterMs - Date.now());
  await insist(`start ${workflowId}`, () => client.workflow.start('run', { workflowId, taskQueue, args: [plan] }));
  const begunAt = Date.now();
  const handle = client.workflow.getHandle(workflowId);
  if (terminateAfterMs !== undefined) {
    await pause(begunAt + terminateAfterMs - Date.now());
    await insist(`terminate ${workflowId}`, () => handle.terminate());
  }
  const isClosed = async () => (await handle.describe()).status.name !== 'RUNNING';
  await waitFor(isClosed, {
    what: `${workflowId} to close`,
    deadlineMs: farAwayMs + stepsTakeAtMostMs,
    everyMs: 1_000,
  });
}

/** On a busy machine a start may take longer than it is waited for. */
async function startAgain<T>(start: () => Promise<T>): Promise<T> {
  for (let triesLeft = 3; ; triesLeft -= 1) {
    try {
      return await start();
    } catch (error) {
      if (triesLeft === 1) throw error;
    }
  }
}

async function insist(what: string, action: () => Promise<unknown>): Promise<void> {
  const isDone = async () => {
    try {
      await action();
    } catch (error) {
      // Done before, though the answer was lost.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError || error instanceof WorkflowNotFoundError))
        throw error;
    }
    return true;
  };
  await waitFor(isDone, { what, deadlineMs: stepsTakeAtMostMs, everyMs: 250 });
}

async function truthOf(client: Client, episodes: readonly Episode[]): Promise<Map<Kind, readonly Cancelled[]>> {
  const truth = new Map<Kind, readonly Cancelled[]>();
  for (const kind of kindNames) {
    const ofKind = episodes.filter(({ plan }) => plan.activityType === kind);
    truth.set(kind, await cancelledIn(client, ofKind));
  }
  return truth;
}
