/** Lets a loop wait for news or for a time, whichever comes first. */
export class Wake {
  private news = false;
  private interrupt: (() => void) | undefined;

  /** Ends the current wait, or the next one at once. */
  now(): void {
    this.news = true;
    this.interrupt?.();
  }

  async wait(atMostMs: number): Promise<void> {
    if (!this.news)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, atMostMs);
        this.interrupt = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.news = false;
    this.interrupt = undefined;
  }
}
