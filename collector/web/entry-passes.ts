import { setImmediate, setTimeout } from 'node:timers/promises';
import { inSlices } from '../async/slices.js';
import { allEntries, allSuspects } from '../findings/all-entries.js';
import type { Entry } from '../findings/entry.js';
import type { View } from '../metrics/view.js';

type Visitor = Readonly<{ work: (entry: Entry) => void; resolve: () => void; reject: (error: unknown) => void }>;

/** Judging an entry costs as much as some visits of it; more at once would make a slice too long. */
const visitorsAtMost = 16;
const restAtMostMs = 1_000;

/**
 * Walks over everything that is known for all who ask at about the same time, and rests as long as that took: however many
 * pages with filters of their own are open, they take half of the event loop at most.
 */
export class EntryPasses {
  private readonly waiting: Visitor[] = [];
  private isUnderWay = false;

  constructor(private readonly view: Pick<View, 'namespaces' | 'limits'>) {}

  /** Shows every pending activity and every suspect to `work`, in no order. */
  visit(work: (entry: Entry) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ work, resolve, reject });
      if (!this.isUnderWay) void this.serve();
    });
  }

  private async serve(): Promise<void> {
    this.isUnderWay = true;
    // Those who ask in the same turn of the event loop share the first pass.
    await setImmediate();
    while (this.waiting.length > 0) {
      const visitors = this.waiting.splice(0, visitorsAtMost);
      const startedAt = performance.now();
      try {
        await inSlices(this.entries(), (entry) => {
          for (const { work } of visitors) work(entry);
        });
        for (const { resolve } of visitors) resolve();
      } catch (error) {
        for (const { reject } of visitors) reject(error);
      }
      await setTimeout(Math.min(restAtMostMs, performance.now() - startedAt));
    }
    this.isUnderWay = false;
  }

  private *entries(): Generator<Entry> {
    yield* allEntries(this.view.namespaces(), this.view.limits);
    yield* allSuspects(this.view.namespaces());
  }
}
