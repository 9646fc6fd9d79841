import { timeOfDay } from '../../text/instant.js';
import type { NamespaceStatus } from '../answers.js';
import type { Overview } from '../overview-schema.js';

/** Whether what is shown of a namespace is the present: `lost` names a past that is kept until Temporal answers again. */
export type Knowledge = 'current' | 'starting' | 'lost';

export function knowledgeOf({ up, lastError, lastCompletePassAt }: NamespaceStatus): Knowledge {
  if (up) return 'current';
  return lastError === null && lastCompletePassAt === null ? 'starting' : 'lost';
}

const unreachable: ReadonlySet<string> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED']);

/** Temporal, or the way to it, is down; other errors mean that it answers, but not with what is needed. */
export function isUnreachable({ lastError }: Pick<NamespaceStatus, 'lastError'>): boolean {
  return lastError !== null && lastError.method !== null && unreachable.has(lastError.code);
}

/** What the page says, before it is said. */
export type Situation = Readonly<{
  /** `unknown`: nothing can be said of the present; `partly`: of some namespaces, or not of every execution. */
  knowledge: 'full' | 'partly' | 'unknown';
  totals: Overview['totals'];
  /** Executions found and not described yet. */
  notDescribed: number;
  /** Age of the oldest observation of an open execution. */
  oldestObservationMs: number;
  lostNamespaces: readonly NamespaceStatus[];
  /** Why the namespaces themselves could not be listed the last time; undefined: they could, or are fixed. */
  discoveryFailure: Pick<NamespaceStatus, 'lastError'> | undefined;
  isStarting: boolean;
  /** The page does not reach Deadbeat: all that it has is old. */
  isCutOff: boolean;
  /** When what is shown was observed, where that is not now; null: nothing has been observed. */
  lastObserved: string | null;
  /** The same as RFC 3339. */
  lastObservedAt: string | null;
}>;

/** The filters leave something out that is wrong. */
export function hasElsewhere({ elsewhere }: Overview['totals']): boolean {
  return Object.values(elsewhere).some((count) => count > 0);
}

/** An observation older than this says little about the present; ages on /metrics stop growing there too. */
export const freshMs = 60_000;

export function situationOf(overview: Overview, now: number, isCutOff = false): Situation {
  const { totals, status, observedAt, timeZone } = overview;
  const { namespaces, namespaceDiscovery: discovery } = status;
  const discoveryFailure = discovery === null || discovery.up ? undefined : discovery;
  const notDescribed = namespaces.reduce((sum, { tracked }) => sum + (tracked.new ?? 0), 0);
  const ages = namespaces.flatMap(({ oldestObservationAt: at }) => (at === null ? [] : [now - Date.parse(at)]));
  const oldestObservationMs = Math.max(0, ...ages);
  const current = namespaces.filter((one) => knowledgeOf(one) === 'current').length;
  const isComplete = current === namespaces.length && discoveryFailure === undefined;
  const isFull = isComplete && notDescribed === 0 && oldestObservationMs <= freshMs;
  const passes = namespaces.flatMap(({ lastCompletePassAt: at }) => at ?? []);
  const lastPassAt = passes.sort().at(-1);
  const lastAt = current > 0 ? observedAt : lastPassAt;
  return {
    knowledge: current === 0 || isCutOff ? 'unknown' : isFull ? 'full' : 'partly',
    isCutOff,
    lastObservedAt: lastAt ?? null,
    lastObserved: lastAt === undefined ? null : timeOfDay(lastAt, now, timeZone),
    totals,
    notDescribed,
    oldestObservationMs,
    discoveryFailure,
    lostNamespaces: namespaces.filter((one) => knowledgeOf(one) === 'lost'),
    isStarting: namespaces.some((one) => knowledgeOf(one) === 'starting'),
  };
}
