import type { Millis } from '../model/activity/activity.js';
import { Unsaved } from './unsaved.js';

/** Visibility may still list an execution as open for this long after its close. */
const visibilityLagMs = 3 * 60_000;
const atMost = 500_000;

/** Executions that are done with, by key: a listing may still name them, and none may be counted twice. */
export class Finished {
  private readonly closedAt = new Map<string, Millis>();
  readonly unsaved = new Unsaved<Millis>((key) => this.closedAt.get(key));

  /** @param closedAt when it closed, or as near after that as is known */
  add(key: string, closedAt: Millis): void {
    this.closedAt.set(key, closedAt);
    this.unsaved.changed(key);
  }

  restore(key: string, closedAt: Millis): void {
    this.closedAt.set(key, closedAt);
    this.unsaved.restored(key);
  }

  has(key: string): boolean {
    return this.closedAt.has(key);
  }

  get size(): number {
    return this.closedAt.size;
  }

  /** Forgets those that no later listing of executions closed since `listedSince` can name. */
  forget(listedSince: Millis): void {
    for (const [key, closedAt] of this.closedAt)
      if (closedAt < listedSince - visibilityLagMs || this.closedAt.size > atMost) {
        this.closedAt.delete(key);
        this.unsaved.removed(key);
      }
  }
}
