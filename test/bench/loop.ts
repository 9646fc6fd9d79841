import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { waitFor } from '../../tools/wait-for.js';
import type { CollectorProcess } from '../support/collector.js';

export type Loop = Readonly<{ longestTurnMs: number; delayP99Ms: number; delayMaxMs: number }>;

/** The environment in which a collector records what its event loop does, and the file that it writes. */
export function recorderFor(folder: string): Readonly<{ file: string; environment: Readonly<Record<string, string>> }> {
  const file = join(folder, 'turns.json');
  const recorder = new URL('./turn-recorder.mjs', import.meta.url);
  return { file, environment: { NODE_OPTIONS: `--import ${recorder}`, TURNS_FILE: file } };
}

/** What the event loop did since it was asked last. */
export async function loopSince(collector: CollectorProcess, file: string): Promise<Loop> {
  rmSync(file, { force: true });
  process.kill(collector.pid, 'SIGUSR2');
  return waitFor(
    () => {
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as Loop;
      } catch {
        return undefined;
      }
    },
    { what: 'what the event loop did' },
  );
}
