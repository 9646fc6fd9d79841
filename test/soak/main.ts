import { parseArgs } from 'node:util';
import { soak } from './soak.js';
import { verdictTable } from './verdict.js';

/** `npm run soak [-- --for <minutes>] [--seed <number>]`: exit 1 when anything was lost or invented. */
const { values } = parseArgs({ options: { for: { type: 'string', default: '10' }, seed: { type: 'string' } } });
const minutes = Number(values.for);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!(minutes >= 1) || !Number.isInteger(seed)) {
  console.error('deadbeat: soak: --for takes minutes, at least 1; --seed a whole number');
  process.exit(2);
}

const startedAt = Date.now();
const say = (line: string) => console.error(`${((Date.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${line}`);
const verdict = await soak({ forMs: minutes * 60_000, seed, perSecond: 1, kills: 5, stops: 3, say });
console.log(verdictTable(verdict));
console.log(`memory of the collector: ${verdict.rss}`);
for (const miss of verdict.misses) console.log(`MISS ${miss}`);
console.log(verdict.misses.length === 0 ? 'nothing lost, nothing invented' : `${verdict.misses.length} misses`);
process.exit(verdict.misses.length === 0 ? 0 : 1);
