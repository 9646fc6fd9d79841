import writeFileAtomic from 'write-file-atomic';
import type { Memory } from '../deadbeat/memory.js';
import type { Result } from '../run-scenarios.js';
import type { Pace } from '../scenario-input.js';
import { type RunRecord, recordOf } from './record.js';

/** Writes the record of a run to a file. */
export async function writeRecord(
  path: string,
  results: readonly Result[],
  tallies: readonly string[],
  memory: Memory,
  pace: Pace,
): Promise<void> {
  const twins = results.flatMap((result) => {
    const entry = recordOf(result, memory, result.alerts);
    return entry === undefined ? [] : [entry];
  });
  const record: RunRecord = { pace, tallies, twins: Object.fromEntries(twins) };
  await writeFileAtomic(path, `${JSON.stringify(record, null, 2)}\n`);
}
