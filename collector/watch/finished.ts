import type { Millis } from '../model/activity/activity.js';

/** Visibility may go on listing an execution as open for this long after its close. */
const visibilityLagMs = 3 * 60_000;
const atMost = 500_000;

/** Executions that are done with, by key: a listing may still name them, and none may be counted twice. */
export class Finished {
  private readonly closedAt = new Map<string, Millis>();
  private readonly unsaved = new Map<string, Millis>();

  /** @param closedAt when it closed, or as near after that as is known */
  add(key: string, closedAt: Millis): void {
    this.closedAt.set(key, closedAt);
    this.unsaved.set(key, closedAt);
  }

  has(key: string): boolean {
    return this.closedAt.has(key);
  }

  /** Forgets those that no later listing of executions closed since `listedSince` can name. */
  forget(listedSince: Millis): void {
    for (const [key, closedAt] of this.closedAt)
      if (closedAt < listedSince - visibilityLagMs || this.closedAt.size > atMost) {
        this.closedAt.delete(key);
        this.unsaved.delete(key);
      }
  }

  all(): Iterable<readonly [string, Millis]> {
    return this.closedAt;
  }

  /** Those added since the last call of `saved`. */
  added(): Iterable<readonly [string, Millis]> {
    return this.unsaved;
  }

  saved(): void {
    this.unsaved.clear();
  }
}
