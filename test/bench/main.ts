/**
 * `npm run bench`: how much is seen with which budget, and what it costs; prints, and writes docs/performance.md.
 * `npm run bench -- policies scrapes` runs only the parts named, and replaces only their sections; some parts, which take
 * long, run only when they are named.
 */
import { buildCollector } from '../support/build-collector.js';
import { closesTable } from './closes.js';
import { costTables, scaleTable } from './cost.js';
import { decisionTable } from './decisions.js';
import { delayTable } from './delays.js';
import { foldTable } from './fold.js';
import { discoveryTable, throttledTable } from './freshness.js';
import { heapTable } from './heap.js';
import { memoryTable } from './memory.js';
import { pageTable } from './page.js';
import { policyTables } from './policy-tables.js';
import { renderingTable } from './rendering.js';
import { Report } from './report.js';
import { savingTable } from './saving.js';
import { scrapesTable } from './scrapes.js';
import { writeSizing } from './sizing.js';
import { socketTable } from './socket-run.js';
import { startTable } from './start.js';

type Parts = Readonly<Record<string, (report: Report) => void | Promise<void>>>;

const standard: Parts = {
  policies: policyTables,
  delays: delayTable,
  closes: closesTable,
  decisions: decisionTable,
  rendering: renderingTable,
  fold: foldTable,
  heap: heapTable,
  socket: socketTable,
  throttled: throttledTable,
  discovery: discoveryTable,
  cost: costTables,
};
const whenNamed: Parts = {
  scale: scaleTable,
  scrapes: scrapesTable,
  page: pageTable,
  memory: memoryTable,
  saving: savingTable,
  start: startTable,
  sizing: writeSizing,
};
const parts = { ...standard, ...whenNamed };

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; parts are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

buildCollector();
const begunAt = performance.now();
for (const [name, measure] of Object.entries(named.length === 0 ? standard : parts)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const startedAt = performance.now();
  const report = new Report();
  await measure(report);
  report.write(name);
  console.log(`${name}: ${minutesSince(startedAt)}, ${minutesSince(begunAt)} in all`);
}

function minutesSince(ms: number): string {
  return `${((performance.now() - ms) / 60_000).toFixed(1)} min`;
}
