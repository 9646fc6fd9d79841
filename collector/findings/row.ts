import { type ActivityState, forcedEndAt, isRunning, type Millis } from '../model/activity/activity.js';
import { heartbeatOfThisAttempt, isStale, silence } from '../model/activity/heartbeat.js';
import { mayStillRun, type Orphan } from '../model/activity/orphan.js';
import type { Limits, Reason } from '../model/activity/reason.js';
import { isStalled } from '../model/activity-gauges.js';
import type { Attempt, Execution } from '../model/execution/execution.js';
import type { Suspect } from '../model/execution/suspect.js';

/** One activity as the API, the page and the scan show it. Times are RFC 3339. */
export type Row = Readonly<{
  namespace: string;
  workflowId: string;
  runId: string;
  workflowType: string;
  activityId: string;
  activityType: string;
  taskQueue: string;
  state: ActivityState;
  attempt: number;
  reason: Reason | null;
  cancelRequestedAt: string | null;
  cancelRequestedSource: 'history' | 'first_observed' | null;
  /** Confirmed seconds run after the request; null where no cancellation was requested. */
  wastedSeconds: number | null;
  startedAt: string | null;
  lastHeartbeatAt: string | null;
  heartbeatTimeoutSeconds: number | null;
  /** When the server ends the attempt by its timeouts; for an orphan, until when it was allowed to run. */
  forcedEndAt: string | null;
  workerIdentity: string | null;
  orphaned: boolean;
  /** Inferred, not seen: the server has given up on it, but a worker's slots say that some such code still runs. */
  suspect: boolean;
  workflowCancelRequested: boolean;
  observedAt: string;
  stale: boolean;
  stalled: boolean;
  lost: boolean;
  /** Ready to paste: where to look closer. */
  commands: readonly string[];
  uiUrl: string | null;
}>;

export type RowContext = Readonly<{ now: Millis; limits: Limits; uiUrl: string | undefined }>;

export type Ranked = Readonly<{ row: Row; wastedMs: number; silenceMs: number }>;

/** Every pending activity known, orphans included, in no order. */
export function rankedRows(executions: Iterable<Execution>, context: RowContext): Ranked[] {
  const ranked: Ranked[] = [];
  for (const execution of executions) {
    for (const orphan of execution.orphans)
      if (mayStillRun(orphan, context.now)) ranked.push(orphanRow(execution, orphan, context));
    if (execution.closedAt !== undefined || execution.describedAt === undefined) continue;
    for (const activity of execution.activities) ranked.push(activityRow(execution, activity, context));
  }
  return ranked;
}

export function worstFirst(ranked: readonly Ranked[]): Row[] {
  return [...ranked].sort((a, b) => b.wastedMs - a.wastedMs || b.silenceMs - a.silenceMs).map(({ row }) => row);
}

/** Worth somebody's attention: runs after a cancel request, orphaned and maybe still running, suspect, stale, stalled or lost. */
export function isOffender({ reason, orphaned, suspect, stale, stalled, lost }: Row): boolean {
  return reason !== null || orphaned || suspect || stale || stalled || lost;
}

function activityRow(execution: Execution, activity: Execution['activities'][number], context: RowContext): Ranked {
  const attempt = execution.attempts.get(activity.activityId);
  const episode = attempt?.episode;
  const wastedMs = episode === undefined ? 0 : episode.countedUntil - episode.countedFrom;
  return {
    wastedMs,
    silenceMs: isRunning(activity) ? silence(activity, context.now) : 0,
    row: {
      ...common(execution, activity, context),
      reason: episode?.reason ?? null,
      cancelRequestedAt: time(episode?.requestedAt),
      cancelRequestedSource: episode?.requestedSource ?? null,
      wastedSeconds: episode === undefined ? null : wastedMs / 1000,
      forcedEndAt: time(isRunning(activity) ? forcedEndAt(activity) : undefined),
      orphaned: false,
      suspect: false,
      ...judged(attempt, context),
    },
  };
}

function judged(attempt: Attempt | undefined, { limits }: RowContext) {
  if (attempt === undefined) return { stale: false, stalled: false, lost: false };
  return {
    stale: isStale(attempt.activity, attempt.seenAt, limits),
    stalled: isStalled(attempt, limits),
    lost: attempt.lost !== undefined,
  };
}

function orphanRow(execution: Execution, orphan: Orphan, context: RowContext): Ranked {
  const { activity, closedAt, cancelRequestedAt, allowedUntil } = orphan;
  const wastedMs = cancelRequestedAt === undefined ? 0 : Math.max(0, closedAt - cancelRequestedAt);
  return {
    wastedMs,
    silenceMs: silence(activity, context.now),
    row: {
      ...common(execution, activity, context),
      reason: null,
      cancelRequestedAt: time(cancelRequestedAt),
      cancelRequestedSource: cancelRequestedAt === undefined ? null : 'history',
      wastedSeconds: cancelRequestedAt === undefined ? null : wastedMs / 1000,
      forcedEndAt: time(allowedUntil),
      orphaned: true,
      suspect: false,
      stale: false,
      stalled: false,
      lost: false,
    },
  };
}

/** An attempt that the server has given up on while a worker's slots say that some such code still runs there. */
export function suspectRow(suspect: Suspect, context: RowContext): Row {
  const { activity, givenUpAt } = suspect;
  return {
    ...common({ ...suspect, describedAt: givenUpAt, workflowCancelRequested: false }, activity, context),
    reason: null,
    cancelRequestedAt: null,
    cancelRequestedSource: null,
    wastedSeconds: null,
    forcedEndAt: time(givenUpAt),
    orphaned: false,
    suspect: true,
    stale: false,
    stalled: false,
    lost: false,
  };
}

type Holder = Pick<
  Execution,
  'namespace' | 'workflowId' | 'runId' | 'workflowType' | 'kind' | 'describedAt' | 'workflowCancelRequested'
>;

function common(execution: Holder, activity: Execution['activities'][number], { uiUrl }: RowContext) {
  const { namespace, workflowId, runId, workflowType } = execution;
  return {
    namespace,
    workflowId,
    runId,
    workflowType: execution.kind === 'activity' ? '' : workflowType,
    activityId: activity.activityId,
    activityType: activity.activityType,
    taskQueue: activity.taskQueue,
    state: activity.state,
    attempt: activity.attempt,
    startedAt: time(activity.attemptStartedAt),
    lastHeartbeatAt: time(heartbeatOfThisAttempt(activity)),
    heartbeatTimeoutSeconds: activity.heartbeatTimeoutMs === undefined ? null : activity.heartbeatTimeoutMs / 1000,
    workerIdentity: activity.workerIdentity ?? null,
    workflowCancelRequested: execution.workflowCancelRequested,
    observedAt: time(execution.describedAt) ?? '',
    commands: commandsFor(execution),
    uiUrl: uiUrl === undefined ? null : linkTo(uiUrl, execution),
  };
}

function commandsFor({ kind, namespace, workflowId, runId }: Holder): string[] {
  const noun = kind === 'activity' ? 'activity' : 'workflow';
  const id = `--namespace ${shellQuote(namespace)} --${noun}-id ${shellQuote(workflowId)} --run-id ${shellQuote(runId)}`;
  return kind === 'activity'
    ? [`temporal activity describe ${id}`]
    : [`temporal workflow describe ${id}`, `temporal workflow show ${id}`];
}

function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function linkTo(uiUrl: string, { kind, namespace, workflowId, runId }: Holder): string {
  const path = kind === 'activity' ? 'activities' : 'workflows';
  return `${uiUrl}/namespaces/${[namespace, path, workflowId, runId].map(encodeURIComponent).join('/')}`;
}

export function time(at: Millis | undefined): string | null {
  return at === undefined || !Number.isFinite(at) ? null : new Date(at).toISOString();
}
