/**
 * `npm run bench`: how much is seen with which budget, and what it costs; prints, and writes docs/performance.md.
 * `npm run bench -- policies socket` runs only the parts named, and replaces only their sections.
 */
import { buildCollector } from '../support/build-collector.js';
import { closesTable } from './closes.js';
import { costTables, scaleTable } from './cost.js';
import { decisionTable } from './decisions.js';
import { foldTable } from './fold.js';
import { discoveryTable, throttledTable } from './freshness.js';
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

const parts: Readonly<Record<string, (report: Report) => void | Promise<void>>> = {
  policies: policyTables,
  closes: closesTable,
  socket: socketTable,
  cost: costTables,
  rendering: renderingTable,
  scale: scaleTable,
  scrapes: scrapesTable,
  page: pageTable,
  fold: foldTable,
  decisions: decisionTable,
  memory: memoryTable,
  throttled: throttledTable,
  discovery: discoveryTable,
  saving: savingTable,
  start: startTable,
  sizing: writeSizing,
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`unknown: ${unknown.join(', ')}; parts are ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

buildCollector();
for (const [name, measure] of Object.entries(parts)) {
  if (named.length > 0 && !named.includes(name)) continue;
  const report = new Report();
  await measure(report);
  report.write(name);
}
