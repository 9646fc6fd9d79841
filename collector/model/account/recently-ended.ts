import type { Outcome } from '../execution/history.js';
import type { ActivityLabels, Ended } from './effect.js';

/** A cancelled attempt that has ended, by the names that the server knows. */
export type EndedEpisode = ActivityLabels & Ended & Readonly<{ outcome: Outcome }>;

/** `number` grows with each one that ended. */
export type NumberedEpisode = Readonly<{ number: number; episode: EndedEpisode }>;

export const endedAtMost = 100;

/** The cancelled attempts of which it was found last that they have ended. */
export class RecentlyEnded {
  /** Oldest first. */
  private kept: readonly NumberedEpisode[] = [];
  private next = 0;

  add(episode: EndedEpisode): void {
    this.kept = [...this.kept, { number: this.next, episode }].slice(-endedAtMost);
    this.next += 1;
  }

  restore(saved: readonly NumberedEpisode[]): void {
    this.kept = saved.toSorted((a, b) => a.number - b.number).slice(-endedAtMost);
    this.next = (this.kept.at(-1)?.number ?? -1) + 1;
  }

  /** Those from this number on, oldest first. */
  since(number: number): NumberedEpisode[] {
    return this.kept.filter((one) => one.number >= number);
  }

  /** The number of the next one. */
  get end(): number {
    return this.next;
  }

  /** By the instant at which they ended. */
  newestFirst(): EndedEpisode[] {
    return this.kept.map(({ episode }) => episode).sort((a, b) => b.at - a.at);
  }
}
