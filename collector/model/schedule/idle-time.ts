/** For how long nothing was due. Instants in milliseconds of the monotonic clock. */
export class IdleTime {
  private sumMs = 0;
  private sinceMs: number | undefined;

  begin(now: number): void {
    this.sinceMs ??= now;
  }

  end(now: number): void {
    if (this.sinceMs !== undefined) this.sumMs += now - this.sinceMs;
    this.sinceMs = undefined;
  }

  /** @returns the milliseconds since it was asked last */
  take(now: number): number {
    const sumMs = this.sumMs + now - (this.sinceMs ?? now);
    this.sumMs = 0;
    if (this.sinceMs !== undefined) this.sinceMs = now;
    return sumMs;
  }
}
