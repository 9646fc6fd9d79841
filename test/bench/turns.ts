/** Follows the event loop turn by turn. Processor time, so that other processes do not count. */
export class Turns {
  private longestMs = 0;
  private isStopped = false;
  private usage = process.cpuUsage();

  constructor() {
    const turn = () => {
      this.note();
      if (!this.isStopped) setImmediate(turn);
    };
    setImmediate(turn);
  }

  /** @returns the longest turn, the one under way included */
  stop(): number {
    this.note();
    this.isStopped = true;
    return this.longestMs;
  }

  private note(): void {
    const { user, system } = process.cpuUsage(this.usage);
    this.usage = process.cpuUsage();
    this.longestMs = Math.max(this.longestMs, (user + system) / 1000);
  }
}
