import { forcedEndAt, isRunning, type Millis } from '../model/activity/activity.js';
import { wastedMsOf } from '../model/activity/episode.js';
import { heartbeatOfThisAttempt, isStale, silence } from '../model/activity/heartbeat.js';
import { mayStillRun, type Orphan } from '../model/activity/orphan.js';
import type { Limits } from '../model/activity/reason.js';
import { isStalled } from '../model/activity-gauges.js';
import type { Attempt, Execution } from '../model/execution/execution.js';
import type { Suspect } from '../model/execution/suspect.js';
import { rfc3339 } from '../text/instant.js';
import { commandsFor, linkTo } from './commands.js';
import { findingsOf } from './findings.js';
import type { Row } from './row.js';

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

function activityRow(execution: Execution, activity: Execution['activities'][number], context: RowContext): Ranked {
  const attempt = execution.attempts.get(activity.activityId);
  const episode = attempt?.episode;
  const wastedMs = episode === undefined ? 0 : wastedMsOf(episode);
  return {
    wastedMs,
    silenceMs: isRunning(activity) ? silence(activity, context.now) : 0,
    row: withFindings({
      ...common(execution, activity, context),
      reason: episode?.reason ?? null,
      cancelRequestedAt: rfc3339(episode?.requestedAt),
      cancelRequestedSource: episode?.requestedSource ?? null,
      wastedSeconds: episode === undefined ? null : wastedMs / 1000,
      forcedEndAt: rfc3339(isRunning(activity) ? forcedEndAt(activity) : undefined),
      orphaned: false,
      suspect: false,
      ...judged(attempt, context),
    }),
  };
}

/** Without a running attempt there is nothing to judge. */
const notJudged = { stale: false, stalled: false, lost: false } as const;

function judged(attempt: Attempt | undefined, { limits }: RowContext) {
  if (attempt === undefined) return notJudged;
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
    row: withFindings({
      ...common(execution, activity, context),
      reason: null,
      cancelRequestedAt: rfc3339(cancelRequestedAt),
      cancelRequestedSource: cancelRequestedAt === undefined ? null : 'history',
      wastedSeconds: cancelRequestedAt === undefined ? null : wastedMs / 1000,
      forcedEndAt: rfc3339(allowedUntil),
      orphaned: true,
      suspect: false,
      ...notJudged,
    }),
  };
}

/** An attempt that the server has given up on while a worker's slots show that such code still runs there. */
export function suspectRow(suspect: Suspect, context: RowContext): Row {
  const { activity, givenUpAt } = suspect;
  return withFindings({
    ...common({ ...suspect, describedAt: givenUpAt, workflowCancelRequested: false }, activity, context),
    reason: null,
    cancelRequestedAt: null,
    cancelRequestedSource: null,
    wastedSeconds: null,
    forcedEndAt: rfc3339(givenUpAt),
    orphaned: false,
    suspect: true,
    ...notJudged,
  });
}

function withFindings(fields: Omit<Row, 'findings'>): Row {
  return { ...fields, findings: findingsOf(fields) };
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
    startedAt: rfc3339(activity.attemptStartedAt),
    lastHeartbeatAt: rfc3339(heartbeatOfThisAttempt(activity)),
    heartbeatTimeoutSeconds: activity.heartbeatTimeoutMs === undefined ? null : activity.heartbeatTimeoutMs / 1000,
    optionsKnown: !activity.optionsUnknown,
    workerIdentity: activity.workerIdentity ?? null,
    workerVersion: activity.workerVersion ?? null,
    workflowCancelRequested: execution.workflowCancelRequested,
    observedAt: rfc3339(execution.describedAt) ?? '',
    commands: commandsFor(execution),
    uiUrl: uiUrl === undefined ? null : linkTo(uiUrl, execution),
  };
}
