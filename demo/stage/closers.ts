/** What is to be ended or removed when the demo ends, however it ends. */
export class Closers {
  private readonly all: (() => Promise<void>)[] = [];

  add(close: () => Promise<void>): void {
    this.all.push(close);
  }

  /** Side by side; each once; one that fails holds up nothing else. */
  async closeAll(): Promise<void> {
    await Promise.allSettled(this.all.splice(0).map((close) => close()));
  }
}
