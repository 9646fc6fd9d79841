import { expect } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import type { Stage } from '../lost/support/stage.js';
import { cancelledIn, wastedMs } from '../lost/support/truth.js';
import { auditWith } from './support.js';

/** Instants of history are in nanoseconds, ours in milliseconds. */
const roundingMs = 2;

/** The audit of a stage reports of each activity type, named as its workflow, what that workflow's history shows. */
export async function expectAudit({ address, namespace, client }: Stage, names: readonly string[]): Promise<void> {
  const report = await waitFor(
    async () => {
      const found = await auditWith(['--address', address, '--namespace', namespace]);
      return found.executions.closed === names.length ? found : undefined;
    },
    { what: 'visibility to list all that closed', deadlineMs: 60_000, everyMs: 500 },
  );
  expect(report.problems).toEqual([]);
  for (const name of names) {
    const truth = wastedMs(await cancelledIn(client, [{ workflowId: name }]));
    const type = report.types.find(({ activityType }) => activityType === name);
    const difference = Math.abs((type?.wastedSeconds ?? Number.NaN) * 1000 - truth);
    expect([name, difference <= Math.max(roundingMs, 0.001 * truth)]).toEqual([name, true]);
  }
}
