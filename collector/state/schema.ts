import * as z from 'zod';
import { activityStates } from '../model/activity/activity.js';
import { reasons } from '../model/activity/reason.js';
import { outcomes } from '../model/execution/history.js';
import { overrunCauses } from '../model/execution/overrun.js';
import { latestInstant } from '../text/instant.js';

/** What a date can hold. */
const instant = z.number().min(-latestInstant).max(latestInstant);

const activity = z.object({
  activityId: z.string(),
  activityType: z.string(),
  taskQueue: z.string(),
  state: z.enum(activityStates),
  attempt: z.number(),
  scheduledAt: instant.exactOptional(),
  attemptStartedAt: instant,
  lastHeartbeatAt: instant.exactOptional(),
  heartbeatTimeoutMs: z.number().exactOptional(),
  startToCloseTimeoutMs: z.number().exactOptional(),
  scheduleToCloseMs: z.number().exactOptional(),
  expiresAt: instant.exactOptional(),
  optionsUnknown: z.boolean().exactOptional(),
  detailsEncrypted: z.boolean().exactOptional(),
  workerVersion: z.string().exactOptional(),
  lastAttemptEndedAt: instant.exactOptional(),
  lastAttemptTimedOut: z.boolean().exactOptional(),
  workerIdentity: z.string().exactOptional(),
  paused: z.boolean().exactOptional(),
});

const attempt = z.object({
  activity,
  seenAt: instant,
  scheduledEventId: z.number().exactOptional(),
  episode: z
    .object({
      requestedAt: instant,
      requestedSource: z.enum(['history', 'first_observed']),
      countedFrom: instant,
      countedUntil: instant,
      lostMs: z.number().exactOptional(),
      lostBefore: instant.exactOptional(),
      notBefore: instant.exactOptional(),
      toldAt: instant.exactOptional(),
      reason: z.enum(reasons).catch('awaiting_heartbeat'),
      late: z.boolean(),
    })
    .exactOptional(),
  lost: z.object({ since: instant, countedUntil: instant }).exactOptional(),
});

const fact = z.object({
  scheduledEventId: z.number(),
  scheduled: z
    .object({
      activityId: z.string(),
      activityType: z.string(),
      taskQueue: z.string(),
      heartbeatTimeoutMs: z.number().exactOptional(),
      startToCloseTimeoutMs: z.number().exactOptional(),
      optionsUnknown: z.boolean().exactOptional(),
    })
    .exactOptional(),
  scheduledAt: instant.exactOptional(),
  requestedAt: instant.exactOptional(),
  startedAt: instant.exactOptional(),
  end: z
    .object({
      at: instant,
      eventId: z.number(),
      outcome: z.enum(outcomes).exclude(['closed']),
      ran: z.boolean(),
    })
    .exactOptional(),
});

const orphan = z.object({
  activity,
  closedAt: instant,
  allowedUntil: instant,
  countedUntil: instant,
  cancelRequestedAt: instant.exactOptional(),
  requestFirstSeenAt: instant.exactOptional(),
});

const whose = {
  kind: z.enum(['workflow', 'activity']),
  namespace: z.string(),
  workflowId: z.string(),
  runId: z.string(),
  workflowType: z.string(),
};

const execution = z.object({
  ...whose,
  taskQueue: z.string(),
  startedAt: instant.exactOptional(),
  closedAt: instant.exactOptional(),
  deleted: z.literal(true).exactOptional(),
  foundClosed: z.literal(true).exactOptional(),
  isHandedOver: z.literal(true).exactOptional(),
  takenOverAt: instant.exactOptional(),
  isGapCounted: z.literal(true).exactOptional(),
  historyLength: z.number(),
  examinedUpTo: z.number().exactOptional(),
  attempts: z.array(attempt).exactOptional(),
  ending: z.array(attempt.extend({ goneAt: instant, endedBy: z.number().exactOptional() })).exactOptional(),
  openFacts: z.array(fact).exactOptional(),
  orphans: z.array(orphan).exactOptional(),
});

const suspect = z.object({
  ...whose,
  activity,
  givenUpAt: instant,
  cause: z.enum(overrunCauses).exactOptional(),
  heldUntil: instant.exactOptional(),
  request: z
    .object({
      requestedAt: instant,
      requestedSource: z.enum(['history', 'first_observed']),
      toldAt: instant.exactOptional(),
      wastedMs: z.number(),
    })
    .exactOptional(),
});

const timedOut = suspect.extend({
  shownIn: z.object({ reportedAt: instant, lastReportAt: instant }).exactOptional(),
});

/** How far a namespace is in the account. */
const namespace = z.object({
  /** Absent while it is watched. */
  lastWatchedAt: instant.exactOptional(),
  /** Executions closed before this instant are in the account. */
  closedSince: instant,
  /** Executions that started before this instant are in the account from their first description on. */
  accountSince: instant,
  /** Every orphan is counted up to this instant, or to where it may run no longer. */
  orphansCountedUntil: instant.exactOptional(),
  /** What shows that the server pushes cancels to workers. */
  pushedCancels: z.object({ count: z.number(), lastAt: instant }).exactOptional(),
});

/** Values of entries. Milliseconds throughout; heartbeat details are not in them. */
export const entrySchemas = { execution, suspect, timedOut, namespace, finishedAt: instant } as const;

export type SavedExecution = z.infer<typeof execution>;
export type SavedSuspect = z.infer<typeof suspect>;
export type SavedTimedOut = z.infer<typeof timedOut>;
export type SavedNamespaceRecord = z.infer<typeof namespace>;

/** Everything that was saved of a namespace. */
export type SavedNamespace = SavedNamespaceRecord &
  Readonly<{
    namespace: string;
    executions: readonly SavedExecution[];
    finished: readonly (readonly [key: string, closedAt: number])[];
    /** Oldest first. */
    suspects: readonly SavedSuspect[];
    /** Timed out before it was certain whether their worker had stopped; oldest first. */
    timedOut: readonly SavedTimedOut[];
  }>;
