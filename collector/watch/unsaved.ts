/** How many values that may wait go into one save: all at once would stand in its way. */
const patientAtMost = 2_000;

/** What one save must hold. */
export type Taken<V> = Readonly<{ changed: readonly (readonly [string, V])[]; removed: readonly string[] }>;

/**
 * Which values, by key, are not saved as they are now. Between `take` and `saved` or `failed` a save is under way; what
 * changes meanwhile is for the next one.
 */
export class Unsaved<V> {
  private readonly urgent = new Set<string>();
  private readonly patient = new Map<string, number>();
  private readonly stored = new Set<string>();
  private underWay: Taken<V> = { changed: [], removed: [] };
  private inFlight = new Set<string>();

  /** @param current the value to be saved; undefined: there is none any more */
  constructor(private readonly current: (key: string) => V | undefined) {}

  /** It has been read back, as it was saved. */
  restored(key: string): void {
    this.stored.add(key);
  }

  /** The next save must hold it. */
  changed(key: string): void {
    this.urgent.add(key);
    this.patient.delete(key);
  }

  /** A save must hold it before long; `at` is on any clock that never goes back. */
  changedSlightly(key: string, at: number): void {
    if (!this.urgent.has(key) && !this.patient.has(key)) this.patient.set(key, at);
  }

  /** There is no value any more; one that was never stored needs no removal. */
  removed(key: string): void {
    this.patient.delete(key);
    if (this.stored.has(key) || this.inFlight.has(key)) this.urgent.add(key);
    else this.urgent.delete(key);
  }

  /** Everything that must be saved now, and what changed slightly before `before`. */
  take(before: number): Taken<V> {
    const keys = [...this.urgent];
    for (const [key, since] of this.patient) {
      if (since >= before || keys.length - this.urgent.size >= patientAtMost) break;
      keys.push(key);
    }
    const changed: [string, V][] = [];
    const removed: string[] = [];
    for (const key of keys) {
      this.patient.delete(key);
      const value = this.current(key);
      if (value !== undefined) changed.push([key, value]);
      else if (this.stored.has(key)) removed.push(key);
    }
    this.urgent.clear();
    this.underWay = { changed, removed };
    this.inFlight = new Set(changed.map(([key]) => key));
    return this.underWay;
  }

  /** Nothing is saved: what has changed is not kept for a save that never comes. */
  discard(): void {
    this.urgent.clear();
    this.patient.clear();
  }

  saved(): void {
    for (const [key] of this.underWay.changed) this.stored.add(key);
    for (const key of this.underWay.removed) this.stored.delete(key);
    this.end();
  }

  /** What was taken is taken again with the next save, as it is then. It may have been stored all the same. */
  failed(): void {
    for (const [key] of this.underWay.changed) {
      this.stored.add(key);
      this.urgent.add(key);
    }
    for (const key of this.underWay.removed) this.urgent.add(key);
    this.end();
  }

  private end(): void {
    this.underWay = { changed: [], removed: [] };
    this.inFlight = new Set();
  }
}
