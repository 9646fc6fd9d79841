import { setImmediate } from 'node:timers/promises';
import type { Turns } from '../async/turns.js';
import { allEntries, allGivenUp } from '../findings/all-entries.js';
import type { Entry } from '../findings/entry.js';
import type { RowStyle } from '../findings/rows.js';
import type { View } from '../metrics/view.js';
import { Whole } from './whole.js';

type Visitor = Readonly<{
  work: (entry: Entry) => void;
  resolve: (whole: Whole) => void;
  reject: (error: unknown) => void;
}>;

/** More at once would make a slice too long. */
const visitorsAtMost = 16;

/** Walks over everything that is known once for all who ask at about the same time: judging an entry costs more than showing it. */
export class EntryPasses {
  private readonly waiting: Visitor[] = [];
  private isUnderWay = false;

  constructor(
    private readonly view: Pick<View, 'namespaces' | 'limits'>,
    private readonly style: RowStyle,
    private readonly turns: Turns,
  ) {}

  /** Shows every pending activity, and every attempt that the server has given up on and that may still run, to `work`, in no order. @returns what they add up to */
  visit(work: (entry: Entry) => void): Promise<Whole> {
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
      const whole = new Whole(this.style);
      try {
        await this.turns.each(this.entries(), (entry) => {
          whole.add(entry);
          for (const { work } of visitors) work(entry);
        });
        for (const { resolve } of visitors) resolve(whole);
      } catch (error) {
        for (const { reject } of visitors) reject(error);
      }
    }
    this.isUnderWay = false;
  }

  private *entries(): Generator<Entry> {
    yield* allEntries(this.view.namespaces(), this.view.limits);
    yield* allGivenUp(this.view.namespaces());
  }
}
