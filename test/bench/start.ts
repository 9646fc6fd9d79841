import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CollectorProcess } from '../support/collector.js';
import { startFakeFrontend } from '../support/fake-frontend/index.js';
import type { Report } from './report.js';

const runs = 11;
/** Linux reports the time of processes in hundredths of a second. */
const ticksPerSecond = 100;

/** What a start costs: every restart and every `deadbeat scan` pays it. */
export async function startTable(report: Report): Promise<void> {
  report.section(
    'Start',
    `Processor time of the process from its start until the first answer to \`/metrics\`, with a state, over ${runs} starts one after the other. Goal: 0.5 s.`,
  );
  const seconds = await secondsOfStarts();
  const at = (share: number) => seconds[Math.round(share * (runs - 1))]?.toFixed(2) ?? '';
  report.table(
    ['', 'seconds, user and system'],
    [
      ['least', at(0)],
      ['median', at(0.5)],
      ['most', at(1)],
    ],
  );
}

async function secondsOfStarts(): Promise<number[]> {
  const frontend = await startFakeFrontend();
  const folder = await mkdtemp(join(tmpdir(), 'deadbeat-start-'));
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    const args = ['--state-file', join(folder, 'state')];
    const collector = await CollectorProcess.start({ address: frontend.address, args });
    await collector.metrics();
    seconds.push(await processorSeconds(collector.pid));
    await collector.stop();
  }
  await frontend.stop();
  await rm(folder, { recursive: true, force: true });
  return seconds.sort((a, b) => a - b);
}

/** The name of the program, in brackets, may contain anything; user and system time are the 14th and 15th field. */
async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
