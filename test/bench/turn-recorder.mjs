// Loaded into the collector with --import: what its event loop did between two SIGUSR2, as JSON into the file TURNS_FILE.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const everyMs = 5;
const delay = monitorEventLoopDelay({ resolution: everyMs });
delay.enable();

// Processor time between two turns of a short timer: at least that of the longest task, whatever other processes do meanwhile.
const usage = process.threadCpuUsage ?? process.cpuUsage;
let before = usage.call(process);
let longestTurnMs = 0;
setInterval(() => {
  const now = usage.call(process);
  longestTurnMs = Math.max(longestTurnMs, (now.user + now.system - before.user - before.system) / 1000);
  before = now;
}, everyMs).unref();

process.on('SIGUSR2', () => {
  const { max } = delay;
  const found = { longestTurnMs, delayP99Ms: delay.percentile(99) / 1e6, delayMaxMs: max / 1e6 };
  writeFileSync(process.env.TURNS_FILE, JSON.stringify(found));
  longestTurnMs = 0;
  delay.reset();
});
