const everyMs = 100;

/** Notes for how long at most this machine stood still: what is timed in seconds cannot be judged through that. */
export class Stalls {
  longestMs = 0;
  private at = performance.now();
  private readonly timer = setInterval(() => {
    const now = performance.now();
    this.longestMs = Math.max(this.longestMs, now - this.at - everyMs);
    this.at = now;
  }, everyMs);

  stop(): void {
    clearInterval(this.timer);
  }
}
