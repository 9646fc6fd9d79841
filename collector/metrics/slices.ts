const sliceMs = 10;

/** Divides long work: other work goes first whenever a slice of some milliseconds is over. */
export class Slices {
  private startedAt = performance.now();

  async pauseIfDue(): Promise<void> {
    if (performance.now() - this.startedAt < sliceMs) return;
    await new Promise<void>((resume) => setImmediate(resume));
    this.startedAt = performance.now();
  }
}
