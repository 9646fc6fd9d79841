import type { Plan } from './plan.js';

/** Another queue than the workflow's. */
export const elsewhere = 'elsewhere';
const wait = { cancellation: 'wait', cancelAfterMs: 4_000 } as const;

/** What the compatibility tests run on every server, by the name of its workflow and its activity type. */
export const compatibilityPlans = {
  blind: { ...wait, taskQueue: elsewhere, work: [{ behaviour: 'blind', ms: 30_000 }], startToCloseMs: 18_000 },
  hearing: {
    ...wait,
    taskQueue: elsewhere,
    work: [{ behaviour: 'heartbeating', ms: 60_000 }],
    startToCloseMs: 60_000,
    heartbeatTimeoutMs: 60_000,
  },
  ignoring: {
    ...wait,
    taskQueue: 'main',
    work: [{ behaviour: 'ignoring', ms: 24_000 }],
    startToCloseMs: 60_000,
    heartbeatTimeoutMs: 10_000,
  },
  /** Its second attempt is cancelled. */
  retried: {
    cancellation: 'wait',
    taskQueue: elsewhere,
    work: [
      { behaviour: 'failing', ms: 500 },
      { behaviour: 'ignoring', ms: 15_000 },
    ],
    startToCloseMs: 60_000,
    heartbeatTimeoutMs: 10_000,
    attempts: 2,
    cancelAfterMs: 6_000,
  },
  leftBehind: {
    ...wait,
    cancellation: 'try',
    taskQueue: elsewhere,
    work: [{ behaviour: 'blind', ms: 20_000 }],
    startToCloseMs: 16_000,
  },
} as const satisfies Record<string, Omit<Plan, 'activityType'>>;
