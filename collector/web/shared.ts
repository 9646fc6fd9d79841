const keysAtMost = 64;
/** An answer is kept this many times as long as it took to make, so that making them takes a tenth of the time at most. */
const keptPerCost = 10;
const keptAtMostMs = 5_000;

type Kept<T> = { readonly value: Promise<T>; until: number };

/** Answers that all who ask at about the same time share. A small cluster's cost next to nothing and are kept as long. */
export class Shared<T> {
  private readonly kept = new Map<string, Kept<T>>();

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {}

  get(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.kept.get(key);
    if (known !== undefined && this.monotonicMs() < known.until) return known.value;
    const startedAt = this.monotonicMs();
    const entry: Kept<T> = { value: make(), until: Number.POSITIVE_INFINITY };
    this.kept.delete(key);
    this.kept.set(key, entry);
    for (const [oldest] of this.kept) if (this.kept.size > keysAtMost) this.kept.delete(oldest);
    entry.value.then(
      () => {
        const now = this.monotonicMs();
        entry.until = now + Math.min(keptAtMostMs, (now - startedAt) * keptPerCost);
      },
      () => {
        entry.until = Number.NEGATIVE_INFINITY;
      },
    );
    return entry.value;
  }
}
