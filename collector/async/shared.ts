const keysAtMost = 64;

/** `forMs`: how long from now on it is given to whoever asks. */
export type Reusable<T> = Readonly<{ value: T; forMs: number }>;

type Kept<T> = { readonly value: Promise<T>; until: number };

/** Values, by key, that all who ask while one is made share, and those who ask soon afterwards. A failure is not kept. */
export class Shared<T> {
  private readonly kept = new Map<string, Kept<T>>();

  constructor(private readonly monotonicMs: () => number) {}

  get(key: string, make: () => Promise<Reusable<T>>): Promise<T> {
    const known = this.kept.get(key);
    if (known !== undefined && this.monotonicMs() < known.until) return known.value;
    const made = make();
    const entry: Kept<T> = { value: made.then(({ value }) => value), until: Number.POSITIVE_INFINITY };
    this.kept.delete(key);
    this.kept.set(key, entry);
    for (const [oldest] of this.kept) if (this.kept.size > keysAtMost) this.kept.delete(oldest);
    made.then(
      ({ forMs }) => {
        entry.until = this.monotonicMs() + forMs;
      },
      () => {
        entry.until = Number.NEGATIVE_INFINITY;
      },
    );
    return entry.value;
  }
}
