import { setImmediate } from 'node:timers/promises';

/** Longest that one slice holds the event loop. */
const sliceMs = 10;
const itemsPerCheck = 64;

/** Does something with each item; in between, everything else in the process has its turn. */
export async function inSlices<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let startedAt = performance.now();
  let sinceCheck = 0;
  for (const item of items) {
    work(item);
    sinceCheck += 1;
    if (sinceCheck < itemsPerCheck) continue;
    sinceCheck = 0;
    if (performance.now() - startedAt < sliceMs) continue;
    await setImmediate();
    startedAt = performance.now();
  }
}
