import type { Account } from '../model/account/account.js';
import type { Effect } from '../model/account/effect.js';
import type { Millis } from '../model/activity/activity.js';
import { overrunOf } from '../model/execution/trace.js';
import { LateLosses } from './late-losses.js';
import { Suspects } from './suspects.js';

/** A single one may have sent its first heartbeat just when it was cancelled. */
const pushedCancelsProve = 2;
/** Whether the server still pushes cancels after a restart is proven again at least this often. */
const provenForMs = 7 * 24 * 3_600_000;

/** Cancels that reached activities without heartbeats at once, and when the last of these ended. */
export type PushedCancels = Readonly<{ count: number; lastAt: Millis }>;

/** Everything that the effects of one namespace change: the account, and what is inferred of its workers and its server. */
export class NamespaceEffects {
  readonly suspects = new Suspects((suspect) => this.account.apply(overrunOf(suspect)));
  readonly lateLosses = new LateLosses();
  /** What a restart must know of it. */
  pushedCancels: PushedCancels | undefined;

  constructor(private readonly account: Account) {}

  /** @returns whether anything changed that must not be counted twice after a restart */
  apply(effects: readonly Effect[]): boolean {
    let isCounted = false;
    for (const effect of effects) {
      if (effect.kind === 'given_up') {
        this.suspects.add(effect.suspect);
        if (effect.mayHaveBeenLost) this.lateLosses.add(effect.suspect);
        isCounted ||= effect.mayHaveBeenLost === true;
      }
      if (effect.kind === 'cancel_was_pushed')
        this.pushedCancels = { count: (this.pushedCancels?.count ?? 0) + 1, lastAt: effect.at };
    }
    return this.account.apply(effects) || isCounted;
  }

  restorePushedCancels(saved: PushedCancels, now: Millis): void {
    if (now - saved.lastAt < provenForMs) this.pushedCancels = saved;
  }

  /** The server has been found to push cancels to workers: an activity without heartbeats can be reached. */
  get cancelsArePushed(): boolean {
    return (this.pushedCancels?.count ?? 0) >= pushedCancelsProve;
  }
}
