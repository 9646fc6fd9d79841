import type { Account } from '../model/account/account.js';
import type { Effect } from '../model/account/effect.js';
import { LateLosses } from '../model/workers/late-losses.js';
import { Suspects } from './suspects.js';

/** A single one may have sent its first heartbeat just when it was cancelled. */
const pushedCancelsProve = 2;

/** Everything that the effects of one namespace change: the account, and what is inferred of its workers and its server. */
export class NamespaceEffects {
  readonly suspects = new Suspects();
  readonly lateLosses = new LateLosses();
  private pushedCancels = 0;

  constructor(private readonly account: Account) {}

  /** @returns whether the account changed */
  apply(effects: readonly Effect[]): boolean {
    for (const effect of effects) {
      if (effect.kind === 'given_up') this.giveUp(effect);
      if (effect.kind === 'cancel_was_pushed') this.pushedCancels += 1;
    }
    return this.account.apply(effects);
  }

  /** The server has been found to push cancels to workers: an activity without heartbeats can be reached. */
  get cancelsArePushed(): boolean {
    return this.pushedCancels >= pushedCancelsProve;
  }

  private giveUp({ suspect, mayHaveBeenLost }: Extract<Effect, { kind: 'given_up' }>): void {
    this.suspects.add(suspect);
    if (mayHaveBeenLost) this.lateLosses.add(suspect);
  }
}
