import type { Activity, Millis, RunningActivity } from '../activity/activity.js';
import type { Episode } from '../activity/episode.js';
import type { Orphan } from '../activity/orphan.js';
import type { Fact } from './history.js';
import { noEntries } from './small-map.js';

export type ExecutionKey = Readonly<{ namespace: string; workflowId: string; runId: string }>;

/** A running attempt, as followed from description to description. */
export type Attempt = Readonly<{
  activity: RunningActivity;
  /** The instant at which a description last confirmed it. */
  seenAt: Millis;
  /** Names the activity within its run, once history told it. */
  scheduledEventId?: number;
  /** History was read for it since it was last news. */
  historyAsked?: boolean;
  episode?: Episode;
  details?: DetailsHistory;
  /** Of a cancelled one: those that descriptions showed, oldest first. */
  heartbeats?: readonly Millis[];
  lost?: Loss;
}>;

/**
 * Its worker has stopped reporting. What is lost begins at `since`: the worker's last report, or, for an attempt that was
 * cancelled by then, the moment at which its silence was found. The account holds it up to `countedUntil`.
 */
export type Loss = Readonly<{ since: Millis; countedUntil: Millis }>;

export type DetailsHistory = Readonly<{ hash: number; unchangedSince: Millis; changedBefore: boolean }>;

/**
 * An attempt that the server no longer lists and whose end is not in history yet: while a workflow task is in
 * flight, the server buffers the event.
 */
export type EndingAttempt = Attempt &
  Readonly<{
    goneAt: Millis;
    /** Another attempt began then. */
    endedBy?: Millis;
  }>;

/** `workflow`: a workflow execution; `activity`: a standalone activity, whose ID stands where a workflow's would. */
export type ExecutionKind = 'workflow' | 'activity';

export type Execution = ExecutionKey &
  Readonly<{
    /** Names it across namespaces. */
    key: string;
    kind: ExecutionKind;
    workflowType: string;
    taskQueue: string;
    startedAt?: Millis | undefined;
    discoveredAt: Millis;
    /** The server no longer has it, although it was open when it was last described. */
    deleted?: true;
    /** Found only after it had closed: it waits for the rest of the budget. */
    foundClosed?: true;
    /** By something else than its completion: such ones leave cancelled activities behind more often. */
    closedEarly?: true;
    /** Another process may have counted it, and it has not been described since this process takes it. */
    isHandedOver?: true;
    /** Another process may have counted it up to this instant; it may lie ahead. */
    takenOverAt?: Millis;
    /** Some of its waste lies before that instant, and the account says so. */
    isGapCounted?: true;
    /** The last description; absent before the first. */
    describedAt?: Millis | undefined;
    /** The same by our own clock, uncorrected. */
    describedRawAt?: Millis | undefined;
    closedAt?: Millis;
    workflowCancelRequested: boolean;
    /** As the last description told it. */
    historyLength: number;
    /** The account holds all of history up to this event; absent until the first description set the mark. */
    examinedUpTo?: number | undefined;
    /** All pending activities of the last description. */
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

/** Shared: most executions have nothing of most things. */
export const emptyList: readonly never[] = [];

export function discovered(
  found: ExecutionKey &
    Readonly<{ kind: ExecutionKind; workflowType: string; taskQueue: string; startedAt?: Millis | undefined }>,
  now: Millis,
  key = keyOf(found),
): Execution {
  const { namespace, workflowId, runId, kind, workflowType, taskQueue, startedAt } = found;
  // Written out, with room for what descriptions add: made with spreads, it took ten times as long and more memory.
  return {
    namespace,
    workflowId,
    runId,
    key,
    kind,
    workflowType,
    taskQueue,
    startedAt,
    discoveredAt: now,
    describedAt: undefined,
    describedRawAt: undefined,
    workflowCancelRequested: false,
    historyLength: 0,
    examinedUpTo: undefined,
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
  const { describedAt, closedAt, foundClosed } = execution;
  const isUnseen = describedAt === undefined && closedAt === undefined && !foundClosed;
  if (execution.kind === 'activity' || execution.deleted || isUnseen) return false;
  if (execution.historyLength > (execution.examinedUpTo ?? execution.historyLength)) return true;
  if (execution.ending.some(({ historyAsked }) => !historyAsked)) return true;
  if (execution.orphans.some(({ activity }) => activity.optionsUnknown)) return true;
  for (const { activity, episode, historyAsked } of execution.attempts.values())
    if ((activity.optionsUnknown || episode?.requestedSource === 'first_observed') && !historyAsked) return true;
  return false;
}

/** Nothing of it is open: a restart needs to know only how far its history is in the account. */
export function isPlain({ attempts, ending, openFacts, orphans }: Execution): boolean {
  if (ending.length + openFacts.size + orphans.length > 0) return false;
  for (const { episode, lost } of attempts.values()) if (episode !== undefined || lost !== undefined) return false;
  return true;
}

/** One string that names an execution across namespaces: the JSON of its parts, joined because that takes less memory. */
export function keyOf({ namespace, workflowId, runId }: ExecutionKey): string {
  const parts = ['[', JSON.stringify(namespace), ',', JSON.stringify(workflowId), ',', JSON.stringify(runId), ']'];
  return parts.join('');
}

/** The parts of a key: pieces of the same text, which take no memory of their own, unless anything in it is escaped. */
export function idsOf(key: string): Pick<ExecutionKey, 'workflowId' | 'runId'> {
  if (key.includes('\\')) {
    const [, workflowId, runId] = JSON.parse(key) as [string, string, string];
    return { workflowId, runId };
  }
  const begin = key.indexOf('","') + 3;
  const end = key.lastIndexOf('","');
  return { workflowId: key.slice(begin, end), runId: key.slice(end + 3, -2) };
}
