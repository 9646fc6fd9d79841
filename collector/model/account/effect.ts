import type { Millis } from '../activity/activity.js';
import type { Episode } from '../activity/episode.js';
import type { Reason } from '../activity/reason.js';
import type { Outcome } from '../execution/history.js';
import type { Suspect } from '../execution/suspect.js';
import type { UnreadableCause } from './unreadable.js';

export type ActivityLabels = Readonly<{
  namespace: string;
  taskQueue: string;
  /** Empty for standalone activities. */
  workflowType: string;
  activityType: string;
}>;

export const unexaminedCauses = ['budget', 'retention', 'too_long', 'resharded'] as const;
export type UnexaminedCause = (typeof unexaminedCauses)[number];

/** Which cancelled attempt ended, when, and what the account holds of it. */
export type Ended = Readonly<{
  workflowId: string;
  runId: string;
  activityId: string;
  /** Absent: not known. */
  attempt?: number | undefined;
  workerIdentity?: string | undefined;
  at: Millis;
  requestedAt: Millis;
  /** Absent: not known. */
  requestedSource?: Episode['requestedSource'] | undefined;
  wastedMs: number;
  /** Where its workflow closed before it ended: since when it ran, and until when its timeouts allowed that. Absent: not known. */
  startedAt?: Millis | undefined;
  allowedUntil?: Millis | undefined;
  /** Why it still ran when it was last described. */
  reason: Reason;
}>;

export const traceKinds = ['ran_on', 'lost'] as const;

/** What stays on record of an attempt besides what was wasted; never counted into it. */
export type Trace = ActivityLabels &
  Readonly<{
    workflowId: string;
    runId: string;
    activityId: string;
    attempt: number;
    /** Absent: not known. */
    workerIdentity?: string | undefined;
    /**
     * `ran_on`: slots showed that such code ran after the server had given up on the attempt, which is an inference: a slot may be held by
     * another attempt of that worker that ended so. `lost`: its worker had stopped reporting, and the attempt has ended.
     */
    kind: (typeof traceKinds)[number];
    /** When the server gave up on it; of a lost one, since when its time is counted as lost. */
    from: Millis;
    /** The last report that showed such a slot in use; of a lost one, its end. */
    until: Millis;
  }>;

/** What a description or a piece of history changes in the account. */
export type Effect =
  /** `changeMs` is negative where the account held too much. `late`: no description had shown it while it ran. */
  | Readonly<{ kind: 'wasted'; labels: ActivityLabels; reason: Reason; changeMs: number; late: boolean }>
  /** The series must exist, at 0 if it is new. */
  | Readonly<{ kind: 'expected'; labels: ActivityLabels; reason: Reason }>
  | Readonly<{ kind: 'ended'; labels: ActivityLabels; outcome: Outcome; afterMs: number; of: Ended }>
  | Readonly<{ kind: 'traced'; trace: Trace }>
  | Readonly<{ kind: 'lost'; labels: ActivityLabels; changeMs: number }>
  | Readonly<{ kind: 'orphaned'; labels: ActivityLabels; changeMs: number }>
  /** `mayHaveBeenLost`: it timed out uncancelled, while its worker was not known to have stopped. */
  | Readonly<{ kind: 'given_up'; suspect: Suspect; mayHaveBeenLost?: true }>
  /** A cancel reached a blind attempt at once: the server seems to push cancellations to workers. */
  | Readonly<{ kind: 'cancel_was_pushed'; namespace: string; at: Millis }>
  | Readonly<{ kind: 'unexamined'; namespace: string; cause: UnexaminedCause; executions: number }>
  /** Of executions that were not read, by those like them that were; beside what is counted, never part of it. */
  | Readonly<{ kind: 'estimated'; namespace: string; workflowType: string; seconds: number; varianceSeconds2: number }>
  | Readonly<{ kind: 'unreadable'; namespace: string; cause: UnreadableCause }>;
