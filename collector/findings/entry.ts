import { type Activity, isRunning, type Millis } from '../model/activity/activity.js';
import { cannotHear, isStale, silence } from '../model/activity/heartbeat.js';
import { mayStillRun, type Orphan } from '../model/activity/orphan.js';
import type { Limits } from '../model/activity/reason.js';
import { type Request, requestOf, requestOfOrphan } from '../model/activity/request.js';
import type { Attempt, Execution } from '../model/execution/execution.js';
import { isStalled } from '../model/execution/stalled.js';
import type { Suspect } from '../model/execution/suspect.js';
import type { Conditions } from './findings.js';
import { typeKeyOf } from './type-names.js';

/** What an activity belongs to. */
export type Holder = Pick<
  Execution,
  'kind' | 'namespace' | 'workflowId' | 'runId' | 'workflowType' | 'describedAt' | 'workflowCancelRequested'
>;

/** An activity, before it becomes a row: rows are built only for those that are shown. */
export type Entry = Readonly<{
  holder: Holder;
  activity: Activity;
  /** Equal where the names of the activity type are. */
  typeKey: string;
  attempt: Attempt | undefined;
  orphan: Orphan | undefined;
  /** When the server gave up on a suspect, or on one of which it is not known yet, and what is known of it besides. */
  givenUp: Pick<Suspect, 'givenUpAt' | 'heldUntil' | 'cause'> | undefined;
  conditions: Conditions;
  /** Undefined: none is known. */
  request: Request | undefined;
  /** No heartbeat timeout and no heartbeat, and the server does not push cancellations: one would not reach it. */
  isUnreachable: boolean;
  wastedMs: number;
  silenceMs: number;
}>;

/** Negative: `a` is worse. Most wasted first, then longest silent. */
export function compareEntries(a: Entry, b: Entry): number {
  return b.wastedMs - a.wastedMs || b.silenceMs - a.silenceMs;
}

/** Needs attention. The time that it takes to receive a cancellation and to stop counts, too. */
export function isOffender({ conditions }: Entry): boolean {
  const { reason, orphaned, suspect, undecided, lost, stalled, stale } = conditions;
  return reason !== null || orphaned || suspect || undecided || lost || stalled || stale;
}

/** `cancelsArePushed`: the server reaches activities without heartbeats too. */
type Context = Readonly<{ now: Millis; limits: Limits; cancelsArePushed?: boolean }>;

/** Every pending activity of an execution, orphans included. */
export function* entriesOf(execution: Execution, context: Context): Generator<Entry> {
  for (const orphan of execution.orphans)
    if (mayStillRun(orphan, context.now)) yield orphanEntry(execution, orphan, context);
  if (execution.closedAt !== undefined || execution.describedAt === undefined) return;
  for (const activity of execution.activities) yield pendingEntry(execution, activity, context);
}

/**
 * An attempt that the server has given up on. `suspect`: a worker's slots show that such code still runs there; `undecided`:
 * whether they do is not known yet.
 */
export function suspectEntry(
  suspect: Suspect,
  { now }: Pick<Context, 'now'>,
  condition: 'suspect' | 'undecided' = 'suspect',
): Entry {
  const { activity, givenUpAt, request } = suspect;
  const holder = { ...suspect, describedAt: givenUpAt, workflowCancelRequested: false };
  return {
    holder,
    activity,
    typeKey: typeKeyOf(holder, activity),
    attempt: undefined,
    orphan: undefined,
    givenUp: suspect,
    conditions: { ...healthy, [condition]: true },
    request,
    isUnreachable: false,
    wastedMs: request?.wastedMs ?? 0,
    silenceMs: silence(activity, now),
  };
}

const healthy: Conditions = {
  reason: null,
  orphaned: false,
  suspect: false,
  undecided: false,
  lost: false,
  stalled: false,
  stale: false,
};
const orphaned: Conditions = { ...healthy, orphaned: true };

function pendingEntry(execution: Execution, activity: Activity, context: Context): Entry {
  const { now, limits, cancelsArePushed = false } = context;
  const attempt = execution.attempts.get(activity.activityId);
  const request = requestOf(attempt?.episode);
  return {
    holder: execution,
    activity,
    typeKey: typeKeyOf(execution, activity),
    attempt,
    orphan: undefined,
    givenUp: undefined,
    conditions: attempt === undefined ? healthy : conditionsOf(attempt, limits),
    request,
    isUnreachable: isRunning(activity) && cannotHear(activity) && !cancelsArePushed,
    wastedMs: request?.wastedMs ?? 0,
    silenceMs: isRunning(activity) ? silence(activity, now) : 0,
  };
}

/** As of the last observation: a heartbeat may have come since. */
function conditionsOf(attempt: Attempt, limits: Limits): Conditions {
  return {
    reason: attempt.episode?.reason ?? null,
    orphaned: false,
    suspect: false,
    undecided: false,
    lost: attempt.lost !== undefined,
    stalled: isStalled(attempt, limits),
    stale: isStale(attempt.activity, attempt.seenAt, limits),
  };
}

function orphanEntry(execution: Execution, orphan: Orphan, { now }: Context): Entry {
  const { activity } = orphan;
  const request = requestOfOrphan(orphan);
  return {
    holder: execution,
    activity,
    typeKey: typeKeyOf(execution, activity),
    attempt: undefined,
    orphan,
    givenUp: undefined,
    conditions: orphaned,
    request,
    isUnreachable: false,
    wastedMs: request?.wastedMs ?? 0,
    silenceMs: silence(activity, now),
  };
}
