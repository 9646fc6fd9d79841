import { type Finding, findingsOf } from '../../advice.js';
import { isOffender, type Row } from '../../rows.js';
import type { statusOf } from '../status.js';

export type Status = ReturnType<typeof statusOf>;
export type NamespaceStatus = Status['namespaces'][number];

/** Whether what is shown of a namespace is the present: `lost` names a past that is kept until Temporal answers again. */
export type Knowledge = 'current' | 'starting' | 'lost';

export function knowledgeOf({ up, lastError, lastCompletePassAt }: NamespaceStatus): Knowledge {
  if (up) return 'current';
  return lastError === null && lastCompletePassAt === null ? 'starting' : 'lost';
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
  notLookedAt: number;
  lostNamespaces: readonly NamespaceStatus[];
}>;

export function situationOf(rows: readonly Row[], { namespaces }: Status): Situation {
  const offenders = rows.filter(isOffender);
  const cancelled = offenders.filter(({ reason }) => reason !== null);
  const counts = new Map<Finding, number>();
  for (const finding of offenders.flatMap(findingsOf)) counts.set(finding, (counts.get(finding) ?? 0) + 1);
  const notLookedAt = namespaces.reduce((sum, { tracked }) => sum + (tracked.new ?? 0), 0);
  const current = namespaces.filter((one) => knowledgeOf(one) === 'current').length;
  const isFull = current === namespaces.length && notLookedAt === 0;
  return {
    knowledge: current === 0 ? 'unknown' : isFull ? 'full' : 'partly',
    offenders,
    cancelled: cancelled.length,
    wastedSeconds: cancelled.reduce((sum, { wastedSeconds }) => sum + (wastedSeconds ?? 0), 0),
    unreachable: rows.filter(isUnreachable),
    counts,
    notLookedAt,
    lostNamespaces: namespaces.filter((one) => knowledgeOf(one) === 'lost'),
  };
}

/** Runs without a heartbeat timeout and without a heartbeat: a cancellation would not reach it. */
function isUnreachable({ state, orphaned, suspect, startedAt, heartbeatTimeoutSeconds, lastHeartbeatAt }: Row) {
  return (
    (state === 'started' || state === 'cancel_requested') &&
    !orphaned &&
    !suspect &&
    startedAt !== null &&
    heartbeatTimeoutSeconds === null &&
    lastHeartbeatAt === null
  );
}
