import { Shared } from '../async/shared.js';

/** An answer is kept this many times as long as it took to make, so that making them takes a tenth of the time at most. */
const keptPerCost = 10;
const keptAtMostMs = 5_000;

/** Answers that all who ask at about the same time share. A small cluster's cost next to nothing and are kept as long. */
export class SharedAnswers<T> {
  private readonly shared: Shared<T>;

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {
    this.shared = new Shared(monotonicMs);
  }

  get(key: string, make: () => Promise<T>): Promise<T> {
    return this.shared.get(key, async () => {
      const startedAt = this.monotonicMs();
      const value = await make();
      return { value, forMs: Math.min(keptAtMostMs, (this.monotonicMs() - startedAt) * keptPerCost) };
    });
  }
}
