// Loaded into the collector with --import: what its event loop did between two SIGUSR2, as JSON into the file TURNS_FILE.
import { readFileSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const everyMs = 5;
const delay = monitorEventLoopDelay({ resolution: everyMs });
delay.enable();

// Processor time of the main thread between two turns of a short timer: at least that of the longest task, whatever other threads and
// processes do meanwhile.
const mainThreadMs = () => Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
let before = mainThreadMs();
let longestTurnMs = 0;
setInterval(() => {
  const now = mainThreadMs();
  longestTurnMs = Math.max(longestTurnMs, now - before);
  before = now;
}, everyMs).unref();

process.on('SIGUSR2', () => {
  const { max } = delay;
  const found = { longestTurnMs, delayP99Ms: delay.percentile(99) / 1e6, delayMaxMs: max / 1e6 };
  writeFileSync(process.env.TURNS_FILE, JSON.stringify(found));
  longestTurnMs = 0;
  delay.reset();
});
