const firstRetryMs = 2_000;

/** How often in a row calls for an execution have failed, by key. */
export class Failures {
  private readonly counts = new Map<string, number>();

  get size(): number {
    return this.counts.size;
  }

  /** @returns how long to wait before the next call */
  add(key: string, longestMs: number): number {
    const failures = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, failures);
    return Math.min(longestMs, firstRetryMs * 2 ** (failures - 1));
  }

  clear(key: string): void {
    this.counts.delete(key);
  }

  /** Forgets those of executions that are no longer followed, once there are more of them than `atMost`. */
  trim(atMost: number, isFollowed: (key: string) => boolean): void {
    if (this.counts.size <= atMost) return;
    for (const key of this.counts.keys()) if (!isFollowed(key)) this.counts.delete(key);
  }
}
