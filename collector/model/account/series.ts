/**
 * Values by label values, at most `limit` label sets; further ones fold into one set whose given labels read `__other__`.
 * A label set once admitted keeps its place, so that a counter never moves from one series to another.
 */
export class Series<V> {
  private readonly values = new Map<string, { labels: readonly string[]; value: V }>();
  private readonly refused = new Set<string>();

  constructor(
    private readonly fresh: () => V,
    private readonly limit: number,
    /** Positions of the labels that lose their value in the folded set. */
    private readonly foldedLabels: readonly number[],
    private readonly foldedValue: string,
  ) {}

  /** The value of a label set, created if it is new. */
  at(labels: readonly string[]): V {
    const known = this.values.get(keyOf(labels));
    if (known !== undefined) return known.value;
    if (this.values.size < this.limit || this.foldedLabels.length === 0) return this.put(labels, this.fresh());

    const foldedSet = labels.map((value, position) =>
      this.foldedLabels.includes(position) ? this.foldedValue : value,
    );
    if (keyOf(foldedSet) !== keyOf(labels) && this.refused.size < maxRefused) this.refused.add(keyOf(labels));
    return this.values.get(keyOf(foldedSet))?.value ?? this.put(foldedSet, this.fresh());
  }

  private put(labels: readonly string[], value: V): V {
    this.values.set(keyOf(labels), { labels, value });
    return value;
  }

  get size(): number {
    return this.values.size;
  }

  entries(): Iterable<{ labels: readonly string[]; value: V }> {
    return this.values.values();
  }

  /** Distinct label sets that were folded (counted up to 100,000). */
  get foldedCount(): number {
    return this.refused.size;
  }
}

const maxRefused = 100_000;

function keyOf(labels: readonly string[]): string {
  return JSON.stringify(labels);
}
