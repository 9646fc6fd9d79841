import type { Outcome } from '../execution/history.js';
import type { ActivityLabels, Ended } from './effect.js';

/** A cancelled attempt that has ended, by the names that the server knows. */
export type EndedEpisode = ActivityLabels & Ended & Readonly<{ outcome: Outcome }>;

/** `number` grows with each one. */
export type Numbered<T> = Readonly<{ number: number; value: T }>;

export const endedAtMost = 100;

/** The 100 newest, by the order in which their end was found. */
export class RecentlyEnded<T> {
  /** Oldest first. */
  private kept: readonly Numbered<T>[] = [];
  private next = 0;

  /** @param endOf when it ended */
  constructor(private readonly endOf: (value: T) => number) {}

  add(value: T): void {
    this.kept = [...this.kept, { number: this.next, value }].slice(-endedAtMost);
    this.next += 1;
  }

  restore(saved: readonly Numbered<T>[]): void {
    this.kept = saved.toSorted((a, b) => a.number - b.number).slice(-endedAtMost);
    this.next = (this.kept.at(-1)?.number ?? -1) + 1;
  }

  /** Those from this number on, oldest first. */
  since(number: number): Numbered<T>[] {
    return this.kept.filter((one) => one.number >= number);
  }

  /** The number of the next one. */
  get end(): number {
    return this.next;
  }

  /** By the instant at which they ended. */
  newestFirst(): T[] {
    return this.kept.map(({ value }) => value).sort((a, b) => this.endOf(b) - this.endOf(a));
  }
}
