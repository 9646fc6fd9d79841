import type { Activity, Millis, RunningActivity } from '../activity/activity.js';
import type { Episode } from '../activity/episode.js';
import type { Orphan } from '../activity/orphan.js';
import type { Fact } from './history.js';

export type ExecutionKey = Readonly<{ namespace: string; workflowId: string; runId: string }>;

/** A running attempt, as followed from look to look. */
export type Attempt = Readonly<{
  activity: RunningActivity;
  /** The look that last confirmed it. */
  seenAt: Millis;
  /** Names the activity within its run, once history told it. */
  scheduledEventId?: number;
  /** History was read for it since it was last news. */
  historyAsked?: boolean;
  episode?: Episode;
  details?: DetailsHistory;
  /** Its worker stopped reporting at `since`; counted until `countedUntil`. */
  lost?: Readonly<{ since: Millis; countedUntil: Millis }>;
}>;

export type DetailsHistory = Readonly<{ hash: string; unchangedSince: Millis; changedBefore: boolean }>;

/**
 * An attempt that the server no longer lists and whose end history has still to tell: while a workflow task is in
 * flight, the server buffers the event.
 */
export type EndingAttempt = Attempt & Readonly<{ goneAt: Millis }>;

/** `workflow`: a workflow execution; `activity`: a standalone activity, whose ID stands where a workflow's would. */
export type ExecutionKind = 'workflow' | 'activity';

export type Execution = ExecutionKey &
  Readonly<{
    /** Names it across namespaces. */
    key: string;
    kind: ExecutionKind;
    workflowType: string;
    taskQueue: string;
    startedAt?: Millis;
    discoveredAt: Millis;
    /** Found only after it had closed: it waits for the rest of the budget. */
    foundClosed?: true;
    /** The last look; absent before the first. */
    describedAt?: Millis;
    /** The same by our own clock, uncorrected. */
    describedRawAt?: Millis;
    closedAt?: Millis;
    workflowCancelRequested: boolean;
    /** As the last look told it. */
    historyLength: number;
    /** The account holds all of history up to this event; absent until the first look set the mark. */
    examinedUpTo?: number;
    /** All pending activities of the last look. */
    activities: readonly Activity[];
    /** The running ones among them, by activity ID. */
    attempts: ReadonlyMap<string, Attempt>;
    ending: readonly EndingAttempt[];
    /** Cancellation requests read from history whose end has not been read yet, by scheduledEventId. */
    openFacts: ReadonlyMap<number, Fact>;
    orphans: readonly Orphan[];
  }>;

export const phases = ['new', 'idle', 'active', 'cancel_requested', 'closed'] as const;
export type Phase = (typeof phases)[number];

/** Shared empty values: most executions have no attempts, and 100,000 empty maps cost memory. */
export const emptyList: readonly never[] = [];
export const noEntries: ReadonlyMap<never, never> = new Map<never, never>();

export function discovered(
  found: ExecutionKey & Readonly<{ kind: ExecutionKind; workflowType: string; taskQueue: string; startedAt?: Millis }>,
  now: Millis,
): Execution {
  return {
    ...found,
    key: keyOf(found),
    discoveredAt: now,
    workflowCancelRequested: false,
    historyLength: 0,
    activities: emptyList,
    attempts: noEntries,
    ending: emptyList,
    openFacts: noEntries,
    orphans: emptyList,
  };
}

export function phaseOf(execution: Execution): Phase {
  if (execution.closedAt !== undefined) return 'closed';
  if (execution.describedAt === undefined) return 'new';
  if (execution.attempts.size === 0) return 'idle';
  for (const { episode } of execution.attempts.values()) if (episode !== undefined) return 'cancel_requested';
  return 'active';
}

/** Whether history may hold something that the account still lacks. */
export function needsHistory(execution: Execution): boolean {
  const isUnseen = execution.describedAt === undefined && execution.closedAt === undefined;
  if (execution.kind === 'activity' || isUnseen) return false;
  if (execution.historyLength > (execution.examinedUpTo ?? execution.historyLength)) return true;
  if (execution.ending.some(({ historyAsked }) => !historyAsked)) return true;
  for (const { episode, historyAsked } of execution.attempts.values())
    if (episode?.requestedSource === 'first_observed' && !historyAsked) return true;
  return false;
}

/** Nothing of it is open: a restart needs to know only how far its history is in the account. */
export function isPlain({ attempts, ending, openFacts, orphans }: Execution): boolean {
  if (ending.length + openFacts.size + orphans.length > 0) return false;
  for (const { episode, lost } of attempts.values()) if (episode !== undefined || lost !== undefined) return false;
  return true;
}

/** One string that names an execution across namespaces. */
export function keyOf({ namespace, workflowId, runId }: ExecutionKey): string {
  return JSON.stringify([namespace, workflowId, runId]);
}
