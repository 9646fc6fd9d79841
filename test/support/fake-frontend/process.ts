/**
 * The fake frontend in a process of its own, so that a benchmark measures the collector alone.
 * `tsx process.ts '{"executions":10000,"running":1000,"cancelRequested":100}'` prints `{"address":…}` and then, for each
 * line on its standard input, what it has counted. It ends with its standard input.
 */
import { createInterface } from 'node:readline';
import { startFakeFrontend } from './frontend.js';
import { closedRun, openRun, type Scenario, scenarioRuns } from './scenario.js';

const churnEveryMs = 100;

const { port, ...scenario } = JSON.parse(process.argv[2] ?? '{"executions":0}') as Scenario & { port?: number };
const frontend = await startFakeFrontend({ port, keepCalls: false });
frontend.put(...scenarioRuns(scenario, Date.now()));

let replaced = 0;
function churn(count: number): void {
  const ref = (number: number) => ({ workflowId: `workflow-${number}`, namespace: scenario.namespace });
  for (const end = replaced + count; replaced < end; replaced++) {
    const successor = scenario.executions + (scenario.closed ?? 0) + replaced;
    const oldest = replaced < scenario.executions ? replaced : replaced + (scenario.closed ?? 0);
    frontend.put(closedRun(frontend.get(ref(oldest)), Date.now()));
    frontend.put(openRun(scenario, successor, replaced % scenario.executions, Date.now()));
  }
}

const perTick = ((scenario.churnPerSecond ?? 0) * churnEveryMs) / 1000;
let owed = 0;
const ticking = setInterval(() => {
  owed += perTick;
  churn(Math.floor(owed));
  owed -= Math.floor(owed);
}, churnEveryMs);
if (perTick === 0) clearInterval(ticking);

const print = (line: object) => console.log(JSON.stringify(line));
print({ address: frontend.address });

const lines = createInterface({ input: process.stdin });
lines.on('line', () => {
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1000;
  print({ calls: frontend.log.counts, writes: frontend.log.writes, cpuMs, rssBytes: process.memoryUsage().rss });
});
lines.on('close', () => process.exit(0));
