const everyMs = 100;
const windowMs = 5_000;

/** Notes for how long at most this machine stood still: what is timed in seconds cannot be judged through that. */
export class Stalls {
  longestMs = 0;
  /** Most in any 5 s, all stalls together. */
  mostInWindowMs = 0;
  private recent: { at: number; ms: number }[] = [];
  private at = performance.now();
  private readonly timer = setInterval(() => {
    const now = performance.now();
    const ms = now - this.at - everyMs;
    this.longestMs = Math.max(this.longestMs, ms);
    this.recent = [...this.recent.filter(({ at }) => now - at < windowMs), { at: now, ms }];
    this.mostInWindowMs = Math.max(
      this.mostInWindowMs,
      this.recent.reduce((sum, one) => sum + one.ms, 0),
    );
    this.at = now;
  }, everyMs);

  stop(): void {
    clearInterval(this.timer);
  }
}
