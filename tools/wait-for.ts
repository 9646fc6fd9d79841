import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

export type WaitOptions = Readonly<{
  /** Completes the sentence "waited 10 s for …". */
  what: string;
  deadlineMs?: number;
  everyMs?: number;
}>;

type Truthy<T> = Exclude<T, undefined | null | false | 0 | ''>;

/** Thrown inside a condition to end the wait at once: it can no longer come true. */
export class GiveUp extends Error {
  override name = 'GiveUp';
}

export class WaitedTooLong extends Error {
  override name = 'WaitedTooLong';
}

/**
 * Asks until the answer is truthy, and returns it. A condition that throws has not come true yet, unless it throws GiveUp.
 * @throws WaitedTooLong after `deadlineMs` (30 s unless told), naming what was waited for and what was seen last.
 */
export async function waitFor<T>(condition: () => T | Promise<T>, options: WaitOptions): Promise<Truthy<T>> {
  const { what, deadlineMs = 30_000, everyMs = 50 } = options;
  const deadline = performance.now() + deadlineMs;
  let seen = 'nothing';
  do {
    try {
      const left = Math.max(1, deadline - performance.now());
      const value = await withTimeout(Promise.resolve(condition()), left, 'an answer');
      if (value) return value as Truthy<T>;
      seen = inspect(value, { breakLength: Number.POSITIVE_INFINITY });
    } catch (error) {
      if (error instanceof GiveUp) throw error;
      // A deadline that strikes during a question says less than the last answer did.
      if (!(error instanceof WaitedTooLong) || seen === 'nothing') seen = String(error);
    }
    await pause(Math.max(0, Math.min(everyMs, deadline - performance.now())));
  } while (performance.now() < deadline);
  throw new WaitedTooLong(`waited ${deadlineMs / 1000} s for ${what}; last seen: ${seen}`);
}

/** @throws WaitedTooLong when `promise` has not settled after `ms`. */
export async function withTimeout<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WaitedTooLong(`waited ${ms / 1000} s for ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
