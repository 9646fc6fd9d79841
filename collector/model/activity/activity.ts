/** Milliseconds since the Unix epoch. Inside the collector every instant is one of these; protobuf stops at temporal/. */
export type Millis = number;

export const activityStates = ['scheduled', 'started', 'cancel_requested', 'paused', 'pause_requested'] as const;
export type ActivityState = (typeof activityStates)[number];

/** A pending activity as one Describe showed it. */
export type Activity = Readonly<{
  activityId: string;
  activityType: string;
  /** Where its attempt was dispatched; empty while that is not known. */
  taskQueue: string;
  state: ActivityState;
  attempt: number;
  scheduledAt?: Millis;
  attemptStartedAt?: Millis;
  /** Survives a retry: may belong to an earlier attempt. */
  lastHeartbeatAt?: Millis;
  /** Hash of the last heartbeat's details; the details themselves are secret and stay at the boundary. */
  detailsHash?: number;
  /** The details are encrypted with a random nonce: their hash differs although the content may be the same. */
  detailsEncrypted?: boolean;
  /** The server does not report its options (before 1.28) and they have not been read from history yet: no timeout is known. */
  optionsUnknown?: boolean;
  heartbeatTimeoutMs?: number;
  startToCloseTimeoutMs?: number;
  /** The schedule-to-close timeout, and its end. */
  scheduleToCloseMs?: number;
  expiresAt?: Millis;
  /** Its last attempt has failed, and the next one starts then: nothing of it runs before. */
  nextAttemptAt?: Millis;
  /** End of the attempt before this one. */
  lastAttemptEndedAt?: Millis;
  /** The server timed that attempt out: its code may not have noticed. */
  lastAttemptTimedOut?: boolean;
  workerIdentity?: string;
  /** Deployment version or build ID of the worker, where the server reports it. */
  workerVersion?: string;
  /**
   * The pause of a workflow's activity was requested; the server then enforces its timeouts no longer, also once it is
   * cancelled. Those of a standalone activity it does enforce.
   */
  paused?: boolean;
}>;

/** An activity that the server counts as dispatched to a worker. */
export type RunningActivity = Activity & Required<Pick<Activity, 'attemptStartedAt'>>;

export function isRunning(activity: Activity): activity is RunningActivity {
  const { state, attemptStartedAt } = activity;
  return (
    (state === 'started' || state === 'cancel_requested' || state === 'pause_requested') &&
    attemptStartedAt !== undefined
  );
}

/** One activity with one start: `temporal activity reset` changes an attempt's number under way. */
export function isSameAttempt(a: Activity, b: Activity): boolean {
  return a.activityId === b.activityId && a.attemptStartedAt === b.attemptStartedAt;
}

/** The latest instant at which the server ends the attempt, by its total timeouts. */
export function forcedEndAt(activity: Activity): Millis | undefined {
  if (activity.paused) return undefined;
  const { attemptStartedAt, startToCloseTimeoutMs, expiresAt } = activity;
  const ends: Millis[] = [];
  if (attemptStartedAt !== undefined && startToCloseTimeoutMs !== undefined)
    ends.push(attemptStartedAt + startToCloseTimeoutMs);
  if (expiresAt !== undefined) ends.push(expiresAt);
  return ends.length === 0 ? undefined : Math.min(...ends);
}
