/**
 * `npm run bench`: how much is seen with which budget, and what it costs; prints, and writes docs/performance.md.
 * `npm run bench -- policies socket cost rendering scale fold sizing` runs only the parts named, and writes nothing.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ours } from '../simulation/ours.js';
import { skewed } from '../simulation/population.js';
import { simulate } from '../simulation/run.js';
import { buildCollector } from '../support/build-collector.js';

import { seeded } from '../support/random.js';
import { costTables, scaleTable } from './cost.js';
import { foldTable } from './fold.js';
import { policyTables } from './policy-tables.js';
import { renderingTable } from './rendering.js';
import { percent, Report } from './report.js';
import { bytesWritten } from './saving.js';
import { writeSizing } from './sizing.js';
import { socketRun } from './socket-run.js';

const parts = ['policies', 'socket', 'cost', 'rendering', 'scale', 'fold', 'saving', 'sizing'] as const;
const named = process.argv.slice(2);
const isWanted = (part: (typeof parts)[number]) => named.length === 0 || named.includes(part);
const report = new Report();

buildCollector();
if (isWanted('policies')) policyTables(report);
if (isWanted('socket')) await socketTable();
if (isWanted('cost')) await costTables(report);
if (isWanted('rendering')) await renderingTable(report);
if (isWanted('scale')) await scaleTable(report);
if (isWanted('fold')) await foldTable(report);
if (isWanted('saving'))
  for (const [what, kilobytes] of await bytesWritten())
    console.log(`bytes written for the state, ${what}: ${kilobytes.toFixed(0)} kB/s; aim: at most 1000 kB/s`);
if (isWanted('sizing')) writeSizing();
if (named.length === 0)
  writeFileSync(fileURLToPath(new URL('../../docs/performance.md', import.meta.url)), report.document());

async function socketTable(): Promise<void> {
  const stretch = { seed: 1, budgetPerSecond: 100, fromSeconds: 60, toSeconds: 360 };
  const real = await socketRun(stretch);
  const population = skewed(seeded(stretch.seed));
  const simulated = simulate({ ...stretch, population, policy: ours, seconds: 1_000 });
  report.section(
    'The same over a socket',
    'The collector itself against a frontend in a process of its own, which runs one of the random populations with skewed rates in real time: 100 calls/s, the second to the sixth minute from a cold start.',
  );
  report.table(
    ['', 'over a socket', 'in simulation'],
    [
      ['wasted seconds missed live', percent(real.unseenShare), percent(simulated.unseenShare)],
      ['Describe and history calls per second', real.callsPerSecond.toFixed(1), '100.0'],
    ],
  );
}
