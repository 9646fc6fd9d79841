import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is to be ended and removed when the demo ends, however it ends. */
export class Teardown {
  private readonly all: (() => Promise<void>)[] = [];
  private readonly folders: string[] = [];

  constructor() {
    process.once('exit', () => this.removeFolders());
  }

  add(close: () => Promise<void>): void {
    this.all.push(close);
  }

  /** A temporary folder, removed when all that may write to it has ended. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'deadbeat-demo-'));
    this.folders.push(folder);
    return folder;
  }

  /** Side by side; each once; one that fails holds up nothing else. */
  async closeAll(): Promise<void> {
    await Promise.allSettled(this.all.splice(0).map((close) => close()));
    this.removeFolders();
  }

  private removeFolders(): void {
    for (const folder of this.folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}
