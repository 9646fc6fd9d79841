import type { Access } from '../model/access.js';
import { forcedEndAt, isRunning, type Millis } from '../model/activity/activity.js';
import { heartbeatOfThisAttempt } from '../model/activity/heartbeat.js';
import type { Owner, Owners } from '../owners/owners.js';
import { rfc3339 } from '../text/instant.js';
import { commandsFor, linkTo } from './commands.js';
import type { Entry } from './entry.js';
import { findingsOf } from './findings.js';
import type { Identities } from './identities.js';
import type { Row } from './row.js';
import { typeNamesOf } from './type-names.js';

/** How rows are written. */
export type RowStyle = Readonly<{
  uiUrl: string | undefined;
  identities: Identities;
  /** How the Temporal of a namespace is reached; absent: commands do not say it. */
  accessTo?: ((namespace: string) => Access) | undefined;
  /** Absent: not told. */
  owners?: (() => Owners) | undefined;
}>;

export function rowOf(entry: Entry, { uiUrl, identities, owners, accessTo }: RowStyle): Row {
  const { holder, activity, conditions } = entry;
  const { namespace, workflowId, runId, workflowType, kind } = holder;
  return {
    namespace,
    workflowId: identities.shown(workflowId),
    runId: identities.shown(runId),
    workflowType: kind === 'activity' ? '' : workflowType,
    activityId: identities.shown(activity.activityId),
    activityType: activity.activityType,
    taskQueue: activity.taskQueue,
    state: activity.state,
    attempt: activity.attempt,
    reason: conditions.reason,
    ...cancellationOf(entry),
    startedAt: rfc3339(activity.attemptStartedAt),
    lastHeartbeatAt: rfc3339(heartbeatOfThisAttempt(activity)),
    heartbeatsAt: heartbeatsOf(entry).map((at) => rfc3339(at) ?? ''),
    heartbeatTimeoutSeconds: secondsOf(activity.heartbeatTimeoutMs),
    startToCloseTimeoutSeconds: secondsOf(activity.startToCloseTimeoutMs),
    scheduleToCloseTimeoutSeconds: secondsOf(activity.scheduleToCloseMs),
    optionsKnown: !activity.optionsUnknown,
    forcedEndAt: rfc3339(endOf(entry)),
    workerIdentity: activity.workerIdentity === undefined ? null : identities.shown(activity.workerIdentity),
    workerVersion: activity.workerVersion ?? null,
    orphaned: conditions.orphaned,
    suspect: conditions.suspect,
    undecided: conditions.undecided,
    workflowCancelRequested: holder.workflowCancelRequested,
    observedAt: rfc3339(holder.describedAt) ?? '',
    unreachable: entry.isUnreachable,
    stale: conditions.stale,
    stalled: conditions.stalled,
    lost: conditions.lost,
    ...lossOf(entry),
    overrunCause: entry.givenUp?.cause ?? null,
    ranOnUntil: rfc3339(entry.givenUp?.heldUntil),
    findings: findingsOf(conditions),
    owner: ownerFields(owners?.().ownerOf(typeNamesOf(entry))),
    commands: identities.areHidden ? [] : commandsFor(holder, accessTo?.(namespace)),
    uiUrl: uiUrl === undefined || identities.areHidden ? null : linkTo(uiUrl, holder),
  };
}

function secondsOf(ms: number | undefined): number | null {
  return ms === undefined ? null : ms / 1000;
}

export function ownerFields(owner: Owner | undefined): Row['owner'] {
  if (owner === undefined) return null;
  const { team, contact = null, channel = null, runbook = null } = owner;
  return { team, contact, channel, runbook };
}

function cancellationOf({ request }: Entry) {
  return {
    cancelRequestedAt: rfc3339(request?.requestedAt),
    cancelRequestedSource: request?.requestedSource ?? null,
    toldAt: rfc3339(request?.toldAt),
    wastedSeconds: request === undefined ? null : request.wastedMs / 1000,
  };
}

function lossOf({ attempt }: Entry) {
  const { lost } = attempt ?? {};
  return {
    lostSince: rfc3339(lost?.since),
    lostSeconds: lost === undefined ? null : (lost.countedUntil - lost.since) / 1000,
  };
}

function heartbeatsOf({ attempt, activity }: Entry): readonly Millis[] {
  const last = heartbeatOfThisAttempt(activity);
  return attempt?.heartbeats ?? (last === undefined ? [] : [last]);
}

function endOf({ activity, orphan, givenUp }: Entry): Millis | undefined {
  if (givenUp !== undefined) return givenUp.givenUpAt;
  if (orphan !== undefined) return orphan.allowedUntil;
  return isRunning(activity) ? forcedEndAt(activity) : undefined;
}
