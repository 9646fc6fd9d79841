const windowMs = 1_000;

/** How many calls succeeded in the last second. */
export class Goodput {
  private readonly atMs: number[] = [];
  private first = 0;

  constructor(private readonly monotonicMs: () => number) {}

  add(): void {
    this.forget();
    this.atMs.push(this.monotonicMs());
  }

  perSecond(): number {
    this.forget();
    return this.atMs.length - this.first;
  }

  private forget(): void {
    const since = this.monotonicMs() - windowMs;
    while (this.first < this.atMs.length && (this.atMs[this.first] ?? since) <= since) this.first += 1;
    if (this.first < 1_000) return;
    this.atMs.splice(0, this.first);
    this.first = 0;
  }
}
