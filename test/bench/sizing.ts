import { ours } from '../simulation/ours.js';
import { type Population, skewed } from '../simulation/population.js';
import { simulate } from '../simulation/run.js';
import { seeded } from '../support/random.js';
import { percent, type Report } from './report.js';

const sizes = [1_000, 10_000, 100_000, 1_000_000];
const startRates = [1, 10, 100, 1_000];
const budgets = [50, 500, 2_000];
const lifeSeconds = 60;
/** A population beyond this is simulated by a part of it with the same part of starts and budget. */
const simulatedAtMost = 20_000;
/** What one process watches in little enough memory and CPU. */
const executionsPerShard = 200_000;
const callsPerShard = 500;
/** Share of the budget that reads what closed unobserved, however much else is due. */
const closedShare = 0.08;
const cancelledShare = 0.1;

/** @param bytesPerExecution as measured in the same run; undefined where it was not */
export function sizingTable(report: Report, bytesPerExecution: number | undefined): void {
  report.section(
    'Sizing (simulation)',
    `Open executions × activities started per second, of ${lifeSeconds} s on average, spread over 40 workflow types as above: the share of wasted seconds seen live after ten minutes, by total calls per second over all shards. Shards: at most ${executionsPerShard.toLocaleString('en')} executions and ${callsPerShard} calls/s each. The last column: where each start is a workflow that closes before any look, and one in ten is cancelled, the 95 % error of the estimate of an hour at the middle budget; “exact” where all of them can be read.`,
  );
  const rows = sizes.flatMap((executions) => startRates.map((starts) => rowOf(executions, starts, bytesPerExecution)));
  const memory = 'memory per shard';
  report.table(
    ['open', 'starts/s', ...budgets.map((budget) => `seen at ${budget}/s`), 'shards', memory, 'estimate ±'],
    rows,
  );
}

function rowOf(executions: number, starts: number, bytesPerExecution: number | undefined) {
  const running = starts * lifeSeconds;
  const budget = budgets[1] as number;
  const shards = Math.max(Math.ceil(executions / executionsPerShard), Math.ceil(budget / callsPerShard));
  const mb =
    bytesPerExecution === undefined ? '–' : `${Math.ceil((80e6 + (executions / shards) * bytesPerExecution) / 1e6)} MB`;
  const seen = budgets.map((calls) =>
    running > executions / 2 ? '–' : percent(1 - missed(executions, starts, calls)),
  );
  return [executions.toLocaleString('en'), starts.toLocaleString('en'), ...seen, shards, mb, errorOf(starts, budget)];
}

function missed(executions: number, starts: number, budget: number): number {
  const part = Math.min(1, simulatedAtMost / executions);
  const population = withStarts(skewed(seeded(1), executions * part), starts * part);
  const options = {
    population,
    policy: ours,
    budgetPerSecond: budget * part,
    seconds: 1_200,
    seed: 1,
    fromSeconds: 600,
  };
  return simulate(options).unseenShare;
}

/** The same types at rates whose sum is given. */
function withStarts({ types }: Population, startsPerSecond: number): Population {
  const now = types.reduce((sum, { executions, startsPerIdleSecond: rate }) => sum + executions * rate, 0);
  return {
    types: types.map((type) => ({ ...type, startsPerIdleSecond: (type.startsPerIdleSecond * startsPerSecond) / now })),
  };
}

/** Of exponential lengths, one in ten of which is not 0. */
function errorOf(closesPerSecond: number, budget: number): string {
  const readsPerSecond = closedShare * budget;
  if (readsPerSecond >= closesPerSecond) return 'exact';
  return percent(1.96 * Math.sqrt((2 / cancelledShare - 1) / (readsPerSecond * 3_600)));
}
