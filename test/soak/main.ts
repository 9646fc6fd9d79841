import { parseArgs } from 'node:util';
import { duration, NotAccepted } from '../../collector/settings/parsers.js';
import { buildCollector } from '../support/build-collector.js';
import { soak } from './soak.js';
import { verdictTable } from './verdict.js';

const leastMs = 60_000;

/** `npm run soak [-- --for 10m] [--seed 1]`: exit 1 when anything was lost or invented, or memory grew. */
function readOptions(): { forMs: number; seed: number } {
  try {
    const { values } = parseArgs({ options: { for: { type: 'string', default: '10m' }, seed: { type: 'string' } } });
    const forMs = duration(values.for);
    const seed = Number(values.seed ?? Date.now() % 1_000_000);
    if (forMs >= leastMs && Number.isInteger(seed)) return { forMs, seed };
  } catch (error) {
    if (!(error instanceof NotAccepted || error instanceof TypeError)) throw error;
  }
  console.error('deadbeat: soak: takes --for with a duration of at least 1m, and --seed with a whole number');
  process.exit(2);
}

const options = readOptions();
buildCollector();
const startedAt = Date.now();
const say = (line: string) => console.error(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${line}`);
const disturbances = {
  'kill the collector': 5,
  'freeze the collector': 2,
  'fill the disk': 3,
  'stop the server': 3,
  'freeze the server': 3,
  'slow the server down': 3,
};
const verdict = await soak({ ...options, perSecond: 1, disturbances, say });
console.log(verdictTable(verdict));
console.log(`memory of the collector: ${verdict.rss}`);
for (const miss of verdict.misses) console.log(`MISS ${miss}`);
console.log(verdict.misses.length === 0 ? 'nothing lost, nothing invented' : `${verdict.misses.length} misses`);
process.exit(verdict.misses.length === 0 ? 0 : 1);
