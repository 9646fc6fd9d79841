import * as z from 'zod';
import type { AccountData } from '../model/account/account-data.js';
import { mapCounters } from '../model/account/counters.js';
import { activityStates } from '../model/activity/activity.js';
import { reasons } from '../model/activity/reason.js';
import { outcomes } from '../model/execution/history.js';
import { accountSchema } from './account-schema.js';

const activity = z.object({
  activityId: z.string(),
  activityType: z.string(),
  taskQueue: z.string(),
  state: z.enum(activityStates),
  attempt: z.number(),
  scheduledAt: z.number().exactOptional(),
  attemptStartedAt: z.number(),
  lastHeartbeatAt: z.number().exactOptional(),
  heartbeatTimeoutMs: z.number().exactOptional(),
  startToCloseTimeoutMs: z.number().exactOptional(),
  expiresAt: z.number().exactOptional(),
  optionsUnknown: z.boolean().exactOptional(),
  detailsEncrypted: z.boolean().exactOptional(),
  workerVersion: z.string().exactOptional(),
  lastAttemptEndedAt: z.number().exactOptional(),
  lastAttemptTimedOut: z.boolean().exactOptional(),
  workerIdentity: z.string().exactOptional(),
  paused: z.boolean().exactOptional(),
});

const attempt = z.object({
  activity,
  seenAt: z.number(),
  scheduledEventId: z.number().exactOptional(),
  episode: z
    .object({
      requestedAt: z.number(),
      requestedSource: z.enum(['history', 'first_observed']),
      countedFrom: z.number(),
      countedUntil: z.number(),
      lostMs: z.number().exactOptional(),
      lostBefore: z.number().exactOptional(),
      toldAt: z.number().exactOptional(),
      reason: z.enum(reasons).catch('awaiting_heartbeat'),
      late: z.boolean(),
    })
    .exactOptional(),
  lost: z.object({ since: z.number(), countedUntil: z.number() }).exactOptional(),
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
  scheduledAt: z.number().exactOptional(),
  requestedAt: z.number().exactOptional(),
  startedAt: z.number().exactOptional(),
  end: z
    .object({
      at: z.number(),
      eventId: z.number(),
      outcome: z.enum(outcomes).exclude(['closed']),
      ran: z.boolean(),
    })
    .exactOptional(),
});

const orphan = z.object({
  activity,
  closedAt: z.number(),
  allowedUntil: z.number(),
  countedUntil: z.number(),
  cancelRequestedAt: z.number().exactOptional(),
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
  startedAt: z.number().exactOptional(),
  closedAt: z.number().exactOptional(),
  deleted: z.literal(true).exactOptional(),
  foundClosed: z.literal(true).exactOptional(),
  historyLength: z.number(),
  examinedUpTo: z.number().exactOptional(),
  attempts: z.array(attempt).exactOptional(),
  ending: z.array(attempt.extend({ goneAt: z.number(), endedBy: z.number().exactOptional() })).exactOptional(),
  openFacts: z.array(fact).exactOptional(),
  orphans: z.array(orphan).exactOptional(),
});

const suspect = z.object({
  ...whose,
  activity,
  givenUpAt: z.number(),
});

const finished = z.array(z.tuple([z.string(), z.number()]).readonly());

const namespace = z.object({
  namespace: z.string(),
  /** Absent while it is watched. */
  lastWatchedAt: z.number().exactOptional(),
  /** Executions closed before this instant are in the account. */
  closedSince: z.number(),
  /** Executions that started before this instant are in the account from their first look on. */
  accountSince: z.number(),
  executions: z.array(execution),
  /** The others, as they were up to half a minute earlier. */
  marks: z.array(execution),
  /** Executions that are done with, by key, and when they closed. */
  finished,
  /** The others, as of the marks. */
  finishedMarks: finished,
  /** Oldest first; absent in files of earlier versions. */
  suspects: z.array(suspect).exactOptional(),
});

/** The state file. Milliseconds throughout; heartbeat details are not in it. */
export const stateSchema = z.object({
  format: z.literal('deadbeat-state'),
  version: z.literal(1),
  savedAt: z.number(),
  account: accountSchema,
  namespaces: z.array(namespace),
});

export type State = z.infer<typeof stateSchema>;
export type SavedExecution = z.infer<typeof execution>;
export type SavedSuspect = z.infer<typeof suspect>;
export type SavedNamespace = z.infer<typeof namespace>;

/** Nothing counted yet. */
export function emptyState(now: number): State {
  return {
    ...{ format: 'deadbeat-state', version: 1, savedAt: now },
    account: mapCounters<AccountData>(() => []),
    namespaces: [],
  };
}
