/** A uniform random sample of at most `capacity` of all numbers that were offered (Vitter's algorithm R). */
export class Reservoir {
  private readonly kept: number[] = [];
  private offered = 0;

  constructor(
    private readonly capacity: number,
    /** From 0 (inclusive) to 1. */
    private readonly random: () => number,
  ) {}

  offer(value: number): void {
    this.offered += 1;
    if (this.kept.length < this.capacity) this.kept.push(value);
    else {
      const at = Math.floor(this.random() * this.offered);
      if (at < this.capacity) this.kept[at] = value;
    }
  }

  values(): readonly number[] {
    return this.kept;
  }
}

/** The value below which a share of the values lies, between its two neighbours; undefined of none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
