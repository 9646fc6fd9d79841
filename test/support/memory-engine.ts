import type { Change, Engine, Entry } from '../../collector/state/engine.js';

/** A database that is gone with the test, and whose writes can be made to fail or to hang. */
export class MemoryEngine implements Engine {
  readonly entries = new Map<string, string>();
  private obstacle: (() => Promise<void>) | undefined;

  async write(changes: readonly Change[]): Promise<void> {
    await this.obstacle?.();
    for (const [key, value] of changes)
      if (value === undefined) this.entries.delete(key);
      else this.entries.set(key, value);
  }

  async *read(prefix: string): AsyncIterable<readonly Entry[]> {
    const found = [...this.entries].filter(([key]) => key.startsWith(prefix));
    if (found.length > 0) yield found.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  async clear(prefix: string): Promise<void> {
    for (const key of this.entries.keys()) if (key.startsWith(prefix)) this.entries.delete(key);
  }

  async tidy(): Promise<void> {}

  async close(): Promise<void> {}

  /** From now on writes fail. */
  fail(message: string): void {
    this.obstacle = () => Promise.reject(new Error(message));
  }

  /** From now on writes do not end. @returns how to let them continue */
  hang(): () => void {
    let goOn: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    this.obstacle = () => gate;
    return () => {
      this.obstacle = undefined;
      goOn();
    };
  }

  recover(): void {
    this.obstacle = undefined;
  }
}
