import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { budgets } from '../../collector/model/sizing/seen-live.js';
import type { Load } from '../../collector/model/sizing/sizing.js';
import { ours } from '../simulation/ours.js';
import { type Population, skewed } from '../simulation/population.js';
import { simulate } from '../simulation/run.js';
import { seeded } from '../support/random.js';
import { measureFootprint } from './footprint.js';
import type { Report } from './report.js';

const sizes = [1_000, 10_000, 100_000, 1_000_000];
const startRates = [1, 10, 100, 1_000];
/** Of activities; shorter where so many start that more than this share of the executions would run one. */
const meanLifeSeconds = 60;
const runningShare = 0.06;
const cancelledShare = 0.125;
const cancelsAtLeast = 150;
/** A population beyond this is simulated by a part of it, with the same part of starts and budget. */
const simulatedAtMost = 5_000;
const table = fileURLToPath(new URL('../../collector/model/sizing/seen-live.ts', import.meta.url));

/** Measures what a collector takes, simulates every load and budget, and writes what docs/performance.md and `scan --plan` are made from. */
export async function writeSizing(report: Report): Promise<void> {
  await measureFootprint(report);
  const rows = sizes.flatMap((openExecutions) =>
    startRates.map((startsPerSecond) => rowOf(openExecutions, startsPerSecond)),
  );
  const source = readFileSync(table, 'utf8');
  writeFileSync(table, source.replace(/(?<=\}>\[\] = \[\n).*(?=\];\n)/s, rows.join('')));
}

function rowOf(openExecutions: number, startsPerSecond: number): string {
  const lifeSeconds = Math.min(meanLifeSeconds, (runningShare * openExecutions) / startsPerSecond);
  const shares = budgets.map((budget) => {
    // With a call for each execution every five seconds, more calls have no use.
    const useful = Math.min(budget, openExecutions / 5);
    return Number((1 - missed({ openExecutions, startsPerSecond, lifeSeconds }, useful)).toFixed(3));
  });
  const [open, starts] = [openExecutions, startsPerSecond].map((one) => `${one}`.replace(/(?<=\d)(?=(\d{3})+$)/g, '_'));
  const fields = [`openExecutions: ${open}`, `startsPerSecond: ${starts}`, `lifeSeconds: ${lifeSeconds}`];
  const row = `  { ${[...fields, `shares: [${shares.join(', ')}]`].join(', ')} },\n`;
  process.stdout.write(row);
  return row;
}

type Simulated = Load & Readonly<{ lifeSeconds: number }>;

function missed(
  { openExecutions: executions, startsPerSecond: starts, lifeSeconds }: Simulated,
  budget: number,
): number {
  const part = Math.min(1, simulatedAtMost / executions);
  // Until each execution has been described a few times; then until enough of them have been cancelled.
  const warmUpSeconds = Math.max(600, (6 * executions) / budget);
  const measuredSeconds = Math.min(50_000, Math.max(300, cancelsAtLeast / (starts * part * cancelledShare)));
  return simulate({
    population: withStarts(skewed(seeded(1), executions * part), starts * part, lifeSeconds),
    policy: ours,
    budgetPerSecond: budget * part,
    seconds: warmUpSeconds + measuredSeconds,
    seed: 1,
    fromSeconds: warmUpSeconds,
  }).unseenShare;
}

/** The same types at rates whose sum is given. */
function withStarts({ types }: Population, startsPerSecond: number, lifeSeconds: number): Population {
  const now = types.reduce((sum, { executions, startsPerIdleSecond: rate }) => sum + executions * rate, 0);
  return {
    types: types.map((type) => ({
      ...type,
      startsPerIdleSecond: (type.startsPerIdleSecond * startsPerSecond) / now,
      meanLifeSeconds: lifeSeconds,
    })),
  };
}
