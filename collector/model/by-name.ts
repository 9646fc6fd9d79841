/** Values by a name that users choose: of the first so many names each has its own, and all others share one. */
export class ByName<V> {
  private readonly known = new Map<string, V>();
  private ofOthers: V | undefined;

  constructor(
    private readonly fresh: () => V,
    private readonly namesAtMost = 5_000,
  ) {}

  /** Created if it is new. */
  at(name: string): V {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    if (this.known.size >= this.namesAtMost) {
      this.ofOthers ??= this.fresh();
      return this.ofOthers;
    }
    const value = this.fresh();
    this.known.set(name, value);
    return value;
  }

  *values(): Generator<V> {
    yield* this.known.values();
    if (this.ofOthers !== undefined) yield this.ofOthers;
  }
}
