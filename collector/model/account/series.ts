import { type Exactly, foldableLabels, folded } from '../../metrics/definitions.js';

export type AnyLabels = Readonly<Record<string, string>>;

export type SeriesOptions<V> = Readonly<{
  /** In the order in which they are written. */
  labels: readonly string[];
  /** The value of a label set that is new. */
  fresh: () => V;
  limit?: number;
}>;

/**
 * Values by label set, at most `limit` of them; further ones fold into one set whose foldable labels read `__other__`.
 * A label set once admitted keeps its place, so that a counter never moves from one series to another.
 */
export class Series<Labels extends AnyLabels, V> {
  private readonly values = new Map<string, { labels: Labels; value: V }>();
  private readonly refused = new Set<string>();
  private readonly names: readonly string[];
  private readonly fresh: () => V;
  private readonly limit: number;

  constructor({ labels, fresh, limit = Number.POSITIVE_INFINITY }: SeriesOptions<V>) {
    this.names = labels;
    this.fresh = fresh;
    this.limit = labels.some((name) => foldableLabels.includes(name)) ? limit : Number.POSITIVE_INFINITY;
  }

  /** The value of a label set, created if it is new. */
  at<Given extends Labels>(labels: Exactly<Given, Labels>): V {
    return this.atAny(labels);
  }

  /** The same for labels that were saved, maybe by another version: a label that it did not have is empty. */
  atAny(labels: AnyLabels): V {
    const key = this.keyOf(labels);
    const known = this.values.get(key);
    if (known !== undefined) return known.value;
    if (this.values.size < this.limit) return this.put(key, labels);

    const foldedSet = { ...labels };
    for (const name of foldableLabels) if (name in foldedSet) foldedSet[name] = folded;
    const foldedKey = this.keyOf(foldedSet);
    if (foldedKey !== key && this.refused.size < maxRefused) this.refused.add(key);
    return this.values.get(foldedKey)?.value ?? this.put(foldedKey, foldedSet);
  }

  private put(key: string, labels: AnyLabels): V {
    const value = this.fresh();
    const ordered = Object.fromEntries(this.names.map((name) => [name, labels[name] ?? '']));
    this.values.set(key, { labels: ordered as Labels, value });
    return value;
  }

  get size(): number {
    return this.values.size;
  }

  entries(): Iterable<Readonly<{ labels: Labels; value: V }>> {
    return this.values.values();
  }

  /** Distinct label sets that were folded (counted up to 100,000). */
  get foldedCount(): number {
    return this.refused.size;
  }

  /** Lengths keep values apart that read alike when joined. */
  private keyOf(labels: AnyLabels): string {
    let key = '';
    for (const name of this.names) {
      const value = labels[name] ?? '';
      key += `${value.length}:${value}`;
    }
    return key;
  }
}

const maxRefused = 100_000;
