import type { Plan } from '../support/plan.js';
import { between, logBetween, type Random } from '../support/random.js';

export const taskQueue = 'soak';

/** A workflow with one activity of a random kind; the kind is the activity's type. */
export type Episode = Readonly<{
  workflowId: string;
  startAfterMs: number;
  plan: Plan;
  /** From the workflow's start. */
  terminateAfterMs?: number;
}>;

type Times = Readonly<{ cancelAfterMs: number; lengthMs: number }>;
type Made = Omit<Plan, 'activityType' | 'taskQueue'> & { terminateAfterMs?: number };

const wait = { cancellation: 'wait' } as const;
/** The server ends an attempt then whose end the worker could not report while there was no server. */
export const farAwayMs = 300_000;

/** How each kind gets an episode of about the wanted length, from the cancel request to the end. */
const kinds = {
  timesOut: ({ cancelAfterMs, lengthMs }) => ({
    ...wait,
    work: [{ behaviour: 'blind', ms: cancelAfterMs + lengthMs + 2_000 }],
    startToCloseMs: cancelAfterMs + lengthMs,
    cancelAfterMs,
  }),
  completes: ({ cancelAfterMs, lengthMs }) => ({
    ...wait,
    work: [{ behaviour: 'blind', ms: cancelAfterMs + lengthMs }],
    startToCloseMs: farAwayMs,
    cancelAfterMs,
  }),
  fails: ({ cancelAfterMs, lengthMs }) => ({
    ...wait,
    work: [{ behaviour: 'failing', ms: cancelAfterMs + lengthMs }],
    startToCloseMs: farAwayMs,
    attempts: 3,
    cancelAfterMs,
  }),
  listens: ({ cancelAfterMs, lengthMs }) => ({
    ...wait,
    work: [{ behaviour: 'heartbeating', ms: farAwayMs }],
    startToCloseMs: farAwayMs,
    heartbeatTimeoutMs: Math.max(1_000, 1.25 * lengthMs),
    cancelAfterMs,
  }),
  ignores: ({ cancelAfterMs, lengthMs }) => ({
    ...wait,
    work: [{ behaviour: 'ignoring', ms: cancelAfterMs + lengthMs }],
    startToCloseMs: farAwayMs,
    heartbeatTimeoutMs: 8_000,
    cancelAfterMs,
  }),
  fallsSilent: ({ cancelAfterMs, lengthMs }) => ({
    ...wait,
    work: [{ behaviour: 'silent', ms: cancelAfterMs + lengthMs + 2_000 }],
    startToCloseMs: farAwayMs,
    heartbeatTimeoutMs: cancelAfterMs + lengthMs,
    cancelAfterMs,
  }),
  isRetried: ({ cancelAfterMs, lengthMs }) => ({
    ...wait,
    work: [
      { behaviour: 'failing', ms: 500 },
      // Begins a second after the first attempt did.
      { behaviour: 'blind', ms: cancelAfterMs + lengthMs },
    ],
    startToCloseMs: farAwayMs,
    attempts: 3,
    cancelAfterMs: cancelAfterMs + 1_000,
  }),
  isLeftBehind: ({ cancelAfterMs, lengthMs }) => ({
    cancellation: 'try',
    work: [{ behaviour: 'blind', ms: cancelAfterMs + lengthMs + 2_000 }],
    startToCloseMs: cancelAfterMs + lengthMs + 4_000,
    cancelAfterMs,
    lingerMs: lengthMs,
  }),
  isTerminated: ({ cancelAfterMs, lengthMs }) => ({
    ...wait,
    work: [{ behaviour: 'blind', ms: cancelAfterMs + lengthMs + 2_000 }],
    startToCloseMs: cancelAfterMs + lengthMs + 4_000,
    cancelAfterMs,
    terminateAfterMs: cancelAfterMs + lengthMs,
  }),
  isNotCancelled: ({ lengthMs }) => ({
    ...wait,
    work: [{ behaviour: 'blind', ms: lengthMs }],
    startToCloseMs: farAwayMs,
  }),
} as const satisfies Record<string, (times: Times) => Made>;

export type Kind = keyof typeof kinds;
export const kindNames = Object.keys(kinds) as Kind[];

/** Episodes of all kinds, spread over a time. Every kind gets short ones and long ones. */
export function randomEpisodes(random: Random, count: number, overMs: number, longestMs: number): Episode[] {
  return Array.from({ length: count }, (_, index) => {
    const kind = kindNames[index % kindNames.length] as Kind;
    const times = {
      cancelAfterMs: Math.round(between(random, 500, 3_000)),
      lengthMs: Math.round(logBetween(random, 500, longestMs)),
    };
    const { terminateAfterMs, ...made }: Made = kinds[kind](times);
    return {
      workflowId: `${kind}-${index}`,
      startAfterMs: ((index + random()) * overMs) / count,
      plan: { ...made, activityType: kind, taskQueue },
      ...(terminateAfterMs === undefined ? {} : { terminateAfterMs }),
    };
  });
}
