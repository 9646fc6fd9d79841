import { type Exactly, foldableLabels, folded } from '../../metrics/definitions.js';
import type { Millis } from '../activity/activity.js';

export type AnyLabels = Readonly<Record<string, string>>;

export type Entry<Labels, V> = {
  readonly labels: Labels;
  readonly value: V;
  /** Unknown for one that an earlier version saved. */
  readonly createdAt: Millis | undefined;
  /** When something was last seen that counts here, or would. */
  touchedAt: Millis;
  /** The account's number of changes when something was counted last. */
  change: number;
};

export type SeriesOptions<V> = Readonly<{
  /** In the order in which they are written. */
  labels: readonly string[];
  /** The value of a label set that is new. */
  fresh: () => V;
  /** Nothing was counted yet: the label set gives its place to one that counts. */
  isEmpty?: (value: V) => boolean;
  limit?: number;
  now?: () => Millis;
  change?: () => number;
}>;

/**
 * Values by label set, at most `limit` of them; further ones fold into one set whose foldable labels read `__other__`.
 * A label set that has counted something keeps its place, so that a counter never moves from one series to another.
 */
export class Series<Labels extends AnyLabels, V> {
  private readonly entriesByKey = new Map<string, Entry<Labels, V>>();
  private readonly foldedKeys = new Set<string>();
  private readonly refused = new Set<string>();
  /** Many in a row come with the same object: its key is made once. */
  private last: Readonly<{ labels: AnyLabels; key: string }> | undefined;
  private readonly limit: number;
  private readonly canFold: boolean;

  constructor(private readonly options: SeriesOptions<V>) {
    this.canFold = options.labels.some((name) => foldableLabels.includes(name));
    this.limit = (this.canFold ? options.limit : undefined) ?? Number.POSITIVE_INFINITY;
  }

  /** The value of a label set, created if it is new. */
  at<Given extends Labels>(labels: Exactly<Given, Labels>): V {
    return this.atAny(labels);
  }

  /** The same for labels that were checked where they were made. */
  atAny(labels: AnyLabels): V {
    return this.touch(labels, this.now(), true).value;
  }

  /**
   * The same for labels that were saved, maybe by another version: a label that it did not have is empty.
   * @param createdAt undefined where it was not saved
   */
  restoreAt(labels: AnyLabels, createdAt: Millis | undefined): V {
    return this.touch(labels, createdAt, true).value;
  }

  /** The label set has something that may count: it is there, at 0 until then. @returns whether it is new */
  expect<Given extends Labels>(labels: Exactly<Given, Labels>): boolean {
    const { size } = this.entriesByKey;
    this.touch(labels, this.now(), false);
    return this.entriesByKey.size > size;
  }

  /** Removes label sets that never counted anything, once what was seen of them is older than `before`. */
  forgetEmpty(before: Millis, isPresent: (labels: Labels) => boolean): void {
    if (!this.canFold) return;
    for (const [key, entry] of this.entriesByKey)
      if (entry.touchedAt < before && this.isEmpty(entry) && !isPresent(entry.labels)) {
        this.entriesByKey.delete(key);
        this.foldedKeys.delete(key);
      }
  }

  /** Removes label sets whatever they counted: of what is shown for as long as its subject is there. */
  forgetAll(isGone: (labels: Labels) => boolean): void {
    for (const [key, { labels }] of this.entriesByKey) if (isGone(labels)) this.entriesByKey.delete(key);
  }

  get size(): number {
    return this.entriesByKey.size;
  }

  entries(): Iterable<Readonly<Entry<Labels, V>>> {
    return this.entriesByKey.values();
  }

  /** Distinct label sets that were folded (counted up to 100,000). */
  get foldedCount(): number {
    return this.refused.size;
  }

  private touch(labels: AnyLabels, createdAt: Millis | undefined, counts: boolean): Entry<Labels, V> {
    const key = this.last?.labels === labels ? this.last.key : this.keyOf(labels);
    this.last = { labels, key };
    const entry = this.entriesByKey.get(key) ?? this.admit(key, labels, createdAt, counts);
    entry.touchedAt = this.now();
    if (counts) entry.change = this.options.change?.() ?? 0;
    return entry;
  }

  private admit(key: string, labels: AnyLabels, createdAt: Millis | undefined, counts: boolean): Entry<Labels, V> {
    const admitted = this.entriesByKey.size - this.foldedKeys.size;
    if (admitted < this.limit || (counts && this.giveUpEmpty())) return this.put(key, labels, createdAt);

    const foldedSet = { ...labels };
    for (const name of foldableLabels) if (name in foldedSet) foldedSet[name] = folded;
    const foldedKey = this.keyOf(foldedSet);
    if (foldedKey !== key && this.refused.size < maxRefused) this.refused.add(key);
    this.foldedKeys.add(foldedKey);
    return this.entriesByKey.get(foldedKey) ?? this.put(foldedKey, foldedSet, createdAt);
  }

  /** Removes the label set that never counted and was seen longest ago. @returns whether there was one */
  private giveUpEmpty(): boolean {
    let oldest: string | undefined;
    let oldestAt = Number.POSITIVE_INFINITY;
    for (const [key, entry] of this.entriesByKey)
      if (entry.touchedAt < oldestAt && this.isEmpty(entry) && !this.foldedKeys.has(key)) {
        oldest = key;
        oldestAt = entry.touchedAt;
      }
    return oldest !== undefined && this.entriesByKey.delete(oldest);
  }

  private put(key: string, labels: AnyLabels, createdAt: Millis | undefined): Entry<Labels, V> {
    const ordered = Object.fromEntries(this.options.labels.map((name) => [name, labels[name] ?? '']));
    const entry = { labels: ordered as Labels, value: this.options.fresh(), createdAt, touchedAt: 0, change: 0 };
    this.entriesByKey.set(key, entry);
    return entry;
  }

  private isEmpty({ value }: Entry<Labels, V>): boolean {
    return this.options.isEmpty?.(value) ?? false;
  }

  private now(): Millis {
    return this.options.now?.() ?? Date.now();
  }

  /** Lengths keep values apart that read alike when joined. */
  private keyOf(labels: AnyLabels): string {
    let key = '';
    for (const name of this.options.labels) {
      const value = labels[name] ?? '';
      key += `${value.length}:${value}`;
    }
    return key;
  }
}

const maxRefused = 100_000;
