import type { Finding } from '../../collector/findings/findings.js';
import type { FiredAlert } from '../deadbeat/alerts.js';
import type { Interval, Memory, SeenAttempt } from '../deadbeat/memory.js';
import { closedAt, endedAttempts, firstCancelRequest, retryIntervalMs } from '../history/events.js';
import type { Result } from '../run-scenarios.js';
import type { Pace } from '../scenario-input.js';
import type { Measure } from '../scenarios/scenario.js';

/** What the pages of the scenarios show of a real run. Instants are seconds since the start of the twin's workflow. */
export type RunRecord = Readonly<{
  pace: Pace;
  twins: Readonly<Record<string, TwinRecord>>;
  tallies: readonly string[];
}>;

export type TwinRecord = Readonly<{
  measure: Measure;
  history: number;
  deadbeat: number;
  /** Deadbeat's figure is a lower bound. */
  isBound: boolean;
  ending: string;
  attempts: readonly Readonly<{ attempt: number; from: number; to: number }>[];
  cancelRequestedAt?: number;
  /** When its worker was killed or frozen. */
  harmedAt?: number;
  closedAt: number;
  findings: readonly Readonly<{ finding: Finding; from: number; to: number }>[];
  alerts: readonly Readonly<{ name: string; at: number }>[];
}>;

/** @returns undefined for a twin that is not over */
export function recordOf({ run, truth, verdict }: Result, memory: Memory, alerts: readonly FiredAlert[]) {
  const { workflow } = run.part.twin;
  const startedAt = truth?.events[0] === undefined ? undefined : closedAt(truth.events.slice(0, 1));
  if (truth === undefined || startedAt === undefined) return undefined;
  const since = (at: number) => Math.round((at - startedAt) / 100) / 10;
  const requestedAt = firstCancelRequest(truth.events);
  const record: TwinRecord = {
    measure: verdict.measure,
    history: rounded(verdict.history ?? 0),
    deadbeat: rounded(verdict.deadbeat ?? 0),
    isBound: verdict.isBound,
    ending: run.ending ?? '',
    attempts: attemptsOf(truth.events, memory, workflow).map(({ attempt, from, to }) => ({
      attempt,
      from: since(from),
      to: since(to),
    })),
    ...(requestedAt === undefined ? {} : { cancelRequestedAt: since(requestedAt) }),
    ...(run.harmedAt === undefined ? {} : { harmedAt: since(run.harmedAt) }),
    closedAt: since(closedAt(truth.events)),
    findings: [...memory.findingsOf(workflow)].flatMap(([finding, intervals]) =>
      intervals.map(({ from, to }: Interval) => ({ finding, from: since(from), to: since(to) })),
    ),
    alerts: alerts.map(({ name, at }) => ({ name, at: since(at) })),
  };
  return [workflow, record] as const;
}

/** History names the last attempt of each activity; those before it Deadbeat saw, and the next one bounds their end. */
function attemptsOf(events: NonNullable<Result['truth']>['events'], memory: Memory, workflow: string) {
  const last = endedAttempts(events).map(({ activityId, attempt, startedAt, endedAt }) => ({
    activityId,
    attempt,
    from: startedAt,
    to: endedAt,
  }));
  const seen = memory.attemptsOf(workflow);
  const isLast = (one: SeenAttempt) => last.some((other) => sameAttempt(one, other));
  const earlier = seen
    .filter((one) => !isLast(one))
    .map(({ activityId, attempt, startedAt, lastSeenAt }) => {
      const nextStart =
        last.find((one) => one.activityId === activityId && one.attempt === attempt + 1)?.from ??
        seen.find((one) => one.activityId === activityId && one.attempt === attempt + 1)?.startedAt;
      const to = nextStart === undefined ? Math.min(lastSeenAt, closedAt(events)) : nextStart - retryIntervalMs(events);
      return { activityId, attempt, from: startedAt, to };
    });
  return [...earlier, ...last].sort((a, b) => a.from - b.from);
}

function sameAttempt(a: Pick<SeenAttempt, 'activityId' | 'attempt'>, b: typeof a): boolean {
  return a.activityId === b.activityId && a.attempt === b.attempt;
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
