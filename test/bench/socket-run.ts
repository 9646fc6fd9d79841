import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ours } from '../simulation/ours.js';
import { skewed } from '../simulation/population.js';
import { simulate } from '../simulation/run.js';
import type { Truth } from '../simulation/truth.js';
import { CollectorProcess } from '../support/collector.js';
import { seeded } from '../support/random.js';
import { percent, type Report } from './report.js';

export type SocketRun = Readonly<{
  /** Share of the wasted seconds that had passed before the first Describe that showed them. */
  unseenShare: number;
  /** Describe and history calls per second of the stretch. */
  callsPerSecond: number;
  /** Of the frontend's life, until the collector had listed what is open: in a simulation, the start. */
  listedAtSeconds: number;
  peaks: Peaks;
}>;

type Peak = Readonly<{ inSecond: number; inFiveSeconds: number }>;
/** The most calls that arrived in any second and in any five, from the first call on. */
type Peaks = Readonly<{ describe: Peak; visibility: Peak }>;

const visibilityPerSecond = 20;
const onBudget = ['DescribeWorkflowExecution', 'GetWorkflowExecutionHistoryReverse'];

type Told = Truth &
  Readonly<{ lifeSeconds: number; running: number; cancelled: number; calls: Record<string, number>; peaks: Peaks }>;

export type SocketRunOptions = Readonly<{
  seed: number;
  budgetPerSecond: number;
  fromSeconds: number;
  toSeconds: number;
}>;

/** The collector against the skewed population on a real socket, whose frontend knows the truth. */
export async function socketRun({
  seed,
  budgetPerSecond,
  fromSeconds,
  toSeconds,
}: SocketRunOptions): Promise<SocketRun> {
  const frontend = await timelineFrontend(seed);
  const collector = await CollectorProcess.start({
    address: frontend.address,
    args: ['--requests-per-second', `${budgetPerSecond}`, '--visibility-requests-per-second', `${visibilityPerSecond}`],
  });
  try {
    await collector.metricsWhen('the first pass', (now) => now.sum('deadbeat_up') === 1, { deadlineMs: 120_000 });
    const { lifeSeconds: listedAtSeconds } = await frontend.ask('calls');
    const at = async (seconds: number) => {
      await pause((seconds - (await frontend.ask('calls')).lifeSeconds) * 1000);
      const { calls, lifeSeconds } = await frontend.ask('calls');
      return { calls: onBudget.reduce((sum, method) => sum + (calls[method] ?? 0), 0), lifeSeconds };
    };
    const begin = await at(fromSeconds);
    const end = await at(toSeconds);
    // An episode counts once it has ended: most of the last ones do so within 90 s.
    await pause(90_000);
    const { wastedSeconds, unseenSeconds, peaks } = await frontend.ask(`truth ${fromSeconds} ${toSeconds}`);
    const callsPerSecond = (end.calls - begin.calls) / (end.lifeSeconds - begin.lifeSeconds);
    return { unseenShare: unseenSeconds / wastedSeconds, callsPerSecond, listedAtSeconds, peaks };
  } finally {
    await collector.stop();
    await frontend.stop();
  }
}

export async function socketTable(report: Report): Promise<void> {
  const stretch = { seed: 1, budgetPerSecond: 100, fromSeconds: 60, toSeconds: 180 };
  const real = await socketRun(stretch);
  const population = skewed(seeded(stretch.seed));
  const simulated = simulate({
    ...stretch,
    fromSeconds: stretch.fromSeconds - real.listedAtSeconds,
    toSeconds: stretch.toSeconds - real.listedAtSeconds,
    population,
    policy: ours,
    seconds: 1_000,
  });
  report.section(
    'The same over a socket',
    'The collector itself against a frontend in a process of its own, which runs one of the random populations with skewed rates in real time: 100 calls/s, the second and the third minute from a cold start.',
  );
  report.table(
    ['', 'over a socket', 'in simulation'],
    [
      ['wasted seconds missed live', percent(real.unseenShare), percent(simulated.unseenShare)],
      ['Describe and history calls per second; the run is valid from 90 on', real.callsPerSecond.toFixed(1), '100.0'],
    ],
  );
  report.section(
    'Calls over the budget',
    'In the same run, where no server throttles: the most calls that arrived at the frontend in any second and in any five, from the start of the process on.',
  );
  const { describe, visibility } = real.peaks;
  const rowOf = (kind: string, perSecond: number, { inSecond, inFiveSeconds }: Peak) => [
    ...[kind, perSecond, inSecond, percent(inSecond / perSecond), '110 %'],
    ...[inFiveSeconds, percent(inFiveSeconds / (5 * perSecond)), '100 %'],
  ];
  report.table(
    ['calls', 'budget per second', 'in any second', 'of the budget', 'goal', 'in any 5 s', 'of the budget', 'goal'],
    [
      rowOf('Describe and history', stretch.budgetPerSecond, describe),
      rowOf('lists and counts', visibilityPerSecond, visibility),
    ],
  );
}

async function timelineFrontend(seed: number) {
  const script = fileURLToPath(new URL('../simulation/timeline-frontend.ts', import.meta.url));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = spawn(process.execPath, ['--import', tsx, script, JSON.stringify({ seed })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async <T>() => JSON.parse((await lines.next()).value as string) as T;
  const { address } = await line<{ address: string }>();
  return {
    address,
    ask: (command: string) => {
      child.stdin.write(`${command}\n`);
      return line<Told>();
    },
    stop: async () => {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
