import { type Execution, isPlain } from '../model/execution/execution.js';

/**
 * Which executions must be saved together with the account: those that changed it, or are no longer open, since all
 * others were saved last. Of the others a restart only needs how far their history is in the account.
 */
export class Unsaved {
  private readonly keys = new Set<string>();

  /** Of this execution the account holds more than what was saved of it. */
  changed(key: string): void {
    this.keys.add(key);
  }

  /** It is no longer followed. */
  removed(key: string): void {
    this.keys.delete(key);
  }

  has(execution: Execution): boolean {
    return this.keys.has(execution.key) || !isPlain(execution);
  }

  /** Everything has been saved. */
  clear(): void {
    this.keys.clear();
  }
}
