import { readFileSync } from 'node:fs';

/** Follows the event loop turn by turn. Processor time of the main thread, so that other threads and processes do not count. */
export class Turns {
  private longestMs = 0;
  private isStopped = false;
  private before = mainThreadMs();

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
    const now = mainThreadMs();
    this.longestMs = Math.max(this.longestMs, now - this.before);
    this.before = now;
  }
}

function mainThreadMs(): number {
  return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
}
