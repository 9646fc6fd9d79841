import type { Prior } from './prior.js';
import { type Pace, paces, type TypeRates } from './type-rates.js';

/** A first description counts what happened in an execution's whole life as if it had lasted this long at most. */
const firstDescriptionSeconds = 3_600;
/** Events of a history that come before the first activity. */
const eventsAtStart = 3;

/** A description, with what was known before it. */
export type Observed = Readonly<{
  workflowType: string;
  /** undefined: it had not been observed before. */
  before: 'idle' | 'active' | 'cancel_requested' | undefined;
  after: 'idle' | 'active' | 'cancel_requested';
  /** Events since the last description, or of the whole history. */
  grownEvents: number;
  /** Since the last description, or since the execution began. */
  seconds: number;
}>;

/**
 * What a description tells of its workflow type.
 * @param pace at which the execution was described so far
 * @returns the pace from now on
 */
export function learnFrom(
  { before, after, grownEvents, seconds }: Observed,
  pace: Pace,
  rates: TypeRates,
  prior: Prior,
): Pace {
  if (before === undefined) {
    const share = Math.min(1, firstDescriptionSeconds / Math.max(1, seconds));
    const grown = Math.max(0, grownEvents - eventsAtStart) * share;
    rates.learnFirst(grown, after !== 'idle', seconds * share, prior);
    return paces.quiet;
  }
  if (before === 'idle') rates.learnIdle(pace, grownEvents, after !== 'idle', seconds, prior);
  // Of one that has ended, history tells whether it was cancelled.
  if (before === 'active' && after !== 'idle') rates.learnRunning(after === 'cancel_requested', seconds);
  return grownEvents > 0 ? paces.lively : paces.quiet;
}
