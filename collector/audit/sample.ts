import TinyQueue from 'tinyqueue';

type Ranked<T> = Readonly<{ rank: number; item: T }>;

/**
 * A simple random sample of a stratum: the items of the lowest ranks, which a hash of each item's name gives. The same
 * items are chosen whatever the order in which they are offered, so that an interrupted audit continues with its own sample.
 */
export class Sample<T> {
  private readonly highestFirst = new TinyQueue<Ranked<T>>([], (a, b) => b.rank - a.rank);
  private offered = 0;

  constructor(private readonly capacity: number) {}

  /** @param rank uniform, the same for the same item each time */
  offer(item: T, rank: number): void {
    this.offered += 1;
    if (this.highestFirst.length >= this.capacity) {
      if (rank >= (this.highestFirst.peek()?.rank ?? 0)) return;
      this.highestFirst.pop();
    }
    this.highestFirst.push({ rank, item });
  }

  /** How many were offered. */
  get size(): number {
    return this.offered;
  }

  /** In the order of their ranks: any first part is a random sample, too. */
  items(): T[] {
    return [...this.highestFirst.data].sort((a, b) => a.rank - b.rank).map(({ item }) => item);
  }
}
