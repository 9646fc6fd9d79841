import type { Failure } from '../errors.js';
import type { Millis } from '../model/activity/activity.js';
import type { Execution } from '../model/execution/execution.js';
import type { Suspect } from '../model/execution/suspect.js';
import type { ActivityGauges } from '../model/gauges/activity-gauges.js';
import type { KnownLimit } from '../model/known-limits.js';
import type { Refusal } from '../model/refusal.js';
import type { QueueSlots } from '../model/workers/slots.js';

export type BudgetView = Readonly<{
  perSecond: number;
  allowedPerSecond: number;
  /** Why the server last refused such a call, and when. */
  lastRefusal: (Refusal & Readonly<{ at: Millis }>) | undefined;
}>;

/** What is known of one namespace, read-only: metrics, rows, page and status read this and nothing else of it. */
export interface NamespaceView {
  readonly namespace: string;
  /** The server's time, as far as it is known. */
  now(): Millis;
  /** The same by our own clock, uncorrected, as the instants of passes are. */
  rawNow(): Millis;
  /** How far this clock is ahead of (+) or behind (−) the server's, at least. */
  readonly clockOffsetMs: number;
  /** All that are followed but those at rest, of which nothing is pending, open or left behind; in the order in which they were found. */
  executions(): Iterable<Execution>;
  /** What is measured of them, kept up as they change. */
  readonly gauges: ActivityGauges;
  /** Whether the last discovery pass was complete; undefined before the first ended. */
  readonly up: boolean | undefined;
  readonly lastCompletePassAt: Millis | undefined;
  /** When the last complete pass began. */
  readonly lastPassStartedAt: Millis | undefined;
  /** When the last complete listing of all open executions ended. */
  readonly lastReconciledAt: Millis | undefined;
  readonly lastError: Failure | undefined;
  readonly budgets: Readonly<{ describe: BudgetView; visibility: BudgetView }>;
  /** As of the last poll of the workers. */
  readonly slots: readonly QueueSlots[];
  /** The server has been found to push cancels to workers: an activity without heartbeats can be reached. */
  readonly cancelsArePushed: boolean;
  /** What cannot be seen there. */
  limits(): readonly KnownLimit[];
  /** Attempts that the server has given up on while slots say that such code still runs, longest first. */
  suspects(): readonly Suspect[];
  /** Attempts that the server gave up on minutes ago, and of which it is not known yet whether their code still runs. */
  undecided(): readonly Suspect[];
}
