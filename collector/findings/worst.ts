import TinyQueue from 'tinyqueue';
import { compareEntries, type Entry } from './entry.js';

/** The worst of any number of entries, without holding or sorting all of them. */
export class Worst {
  /** The least bad of those kept is on top. */
  private readonly kept = new TinyQueue<Entry>([], (a, b) => compareEntries(b, a));
  private offered = 0;

  constructor(private readonly limit: number) {}

  add(entry: Entry): void {
    this.offered += 1;
    if (this.kept.length < this.limit) {
      this.kept.push(entry);
      return;
    }
    const leastBad = this.kept.peek();
    if (leastBad === undefined || compareEntries(entry, leastBad) >= 0) return;
    this.kept.pop();
    this.kept.push(entry);
  }

  /** How many there were. */
  get count(): number {
    return this.offered;
  }

  worstFirst(): Entry[] {
    return [...this.kept.data].sort(compareEntries);
  }
}
