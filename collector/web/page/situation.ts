import type { Finding } from '../../findings/findings.js';
import { isOffender, type Row } from '../../findings/row.js';
import type { statusOf } from '../status.js';

export type Status = ReturnType<typeof statusOf>;
export type NamespaceStatus = Status['namespaces'][number];

/** Whether what is shown of a namespace is the present: `lost` names a past that is kept until Temporal answers again. */
export type Knowledge = 'current' | 'starting' | 'lost';

export function knowledgeOf({ up, lastError, lastCompletePassAt }: NamespaceStatus): Knowledge {
  if (up) return 'current';
  return lastError === null && lastCompletePassAt === null ? 'starting' : 'lost';
}

const unreachable: ReadonlySet<string> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED']);

/** Temporal, or the way to it, is down; other errors mean that it answers, but not with what is needed. */
export function isUnreachable({ lastError }: NamespaceStatus): boolean {
  return lastError !== null && lastError.method !== null && unreachable.has(lastError.code);
}

/** What the page says, before it is said. */
export type Situation = Readonly<{
  /** `unknown`: nothing can be said of the present; `partly`: of some namespaces, or not of every execution. */
  knowledge: 'full' | 'partly' | 'unknown';
  offenders: readonly Row[];
  /** Running after a cancel request. */
  cancelled: number;
  /** Confirmed, of those that run now. */
  wastedSeconds: number;
  unreachable: readonly Row[];
  counts: ReadonlyMap<Finding, number>;
  /** Executions found and not looked at yet. */
  notDescribed: number;
  /** Age of the oldest look at an open execution. */
  oldestObservationMs: number;
  lostNamespaces: readonly NamespaceStatus[];
  isStarting: boolean;
}>;

/** A look older than this says little about the present; ages on /metrics stop growing there too. */
export const freshMs = 60_000;

export function situationOf(rows: readonly Row[], { namespaces }: Status, now: number): Situation {
  const offenders = rows.filter(isOffender);
  const cancelled = offenders.filter(({ reason }) => reason !== null);
  const counts = new Map<Finding, number>();
  for (const finding of offenders.flatMap(({ findings }) => findings))
    counts.set(finding, (counts.get(finding) ?? 0) + 1);
  const notDescribed = namespaces.reduce((sum, { tracked }) => sum + (tracked.new ?? 0), 0);
  const looks = namespaces.flatMap(({ oldestObservationAt: at }) => (at === null ? [] : [now - Date.parse(at)]));
  const oldestObservationMs = Math.max(0, ...looks);
  const current = namespaces.filter((one) => knowledgeOf(one) === 'current').length;
  const isFull = current === namespaces.length && notDescribed === 0 && oldestObservationMs <= freshMs;
  return {
    knowledge: current === 0 ? 'unknown' : isFull ? 'full' : 'partly',
    offenders,
    cancelled: cancelled.length,
    wastedSeconds: cancelled.reduce((sum, { wastedSeconds }) => sum + (wastedSeconds ?? 0), 0),
    unreachable: rows.filter(cannotBeReached),
    counts,
    notDescribed,
    oldestObservationMs,
    lostNamespaces: namespaces.filter((one) => knowledgeOf(one) === 'lost'),
    isStarting: namespaces.some((one) => knowledgeOf(one) === 'starting'),
  };
}

/** Runs without a heartbeat timeout and without a heartbeat: a cancellation would not reach it. */
function cannotBeReached(row: Row) {
  const { state, orphaned, suspect, startedAt, optionsKnown, heartbeatTimeoutSeconds, lastHeartbeatAt } = row;
  return (
    (state === 'started' || state === 'cancel_requested') &&
    !orphaned &&
    !suspect &&
    startedAt !== null &&
    optionsKnown &&
    heartbeatTimeoutSeconds === null &&
    lastHeartbeatAt === null
  );
}
