import type { Thresholds } from '../alerts/thresholds.js';
import { judgement } from './palette.js';

/** From which value on a figure is a warning, and from which it is bad; each with its reason. */
export const thresholds = {
  /** Cancels take a moment to arrive, so that a few that still run are not a fault: a warning at most. */
  runningAfterCancel: { warn: 1 },
  /** None of these stops by itself before a timeout: every one is waste. */
  cannotStop: { bad: 1 },
  /** SDKs deliver a cancellation within 30 s without a heartbeat timeout, and `--cancel-grace` gives 10 s more. 5 min is far past both. */
  oldestRequestSeconds: { warn: 40, bad: 300 },
  /** SDKs heartbeat every min(0.8 × the timeout, 60 s); from 0.9 on Deadbeat counts it stale, at 1 the server ends the attempt. */
  heartbeatTimeoutUsed: { warn: 0.8, bad: 0.9 },
  /** One deserves attention, not an alert. */
  worthAttention: { warn: 1 },
  /** A wait of minutes for nothing, or code that cannot be accounted for. */
  lost: { bad: 1 },
  /** Passes come every 10 s: three missed, then half a dozen. */
  passAgeSeconds: { warn: 30, bad: 60 },
  /** An age stops growing when the description behind it is 60 s old: past that, figures stand still. */
  observationAgeSeconds: { warn: 30, bad: 60 },
  /** Near its budget Deadbeat describes executions less often than it would. */
  budgetUsed: { warn: 0.8, bad: 0.95 },
  /** Below a fifth most alerts come in time; from a half on most waste is over before anyone can act. */
  lateShare: { warn: 0.2, bad: 0.5 },
  /** Anything over zero is a hole in the account. */
  anyIsBad: { bad: 1e-9 },
  /** Sixty seconds is the freshness that every age relies on. */
  clockOffsetSeconds: { warn: 1, bad: 10 },
  /** The scrape and every deadline wait while the event loop does. */
  eventLoopLagSeconds: { warn: 0.1, bad: 1 },
} as const satisfies Record<string, Readonly<{ warn?: number; bad?: number }>>;

/** Of what an alert watches: bad is where it fires. */
export function thresholdsOf({ slotsHeldByWaste: { share }, wasteBudgetBurn: { budget, page } }: Thresholds) {
  return {
    /** A tenth is felt as queueing, a fifth of where DeadbeatSlotsHeldByWaste fires: wanted work waits behind unwanted. */
    slotShare: { warn: exact(share / 5), bad: share },
    /** The budget that DeadbeatWasteBudgetBurn watches over, and the burn rate that pages. */
    wastedShare: { warn: budget, bad: exact(budget * page.fast.factor) },
  } as const satisfies Record<string, Threshold>;
}

/** Without the noise of binary fractions. */
function exact(value: number): number {
  return Number(value.toPrecision(6));
}

export type Threshold = Readonly<{ warn?: number; bad?: number }>;

export function stepsOf({ warn, bad }: Threshold): { value: number | null; color: string }[] {
  return [
    { value: null, color: judgement.good },
    ...(warn === undefined ? [] : [{ value: warn, color: judgement.warn }]),
    ...(bad === undefined ? [] : [{ value: bad, color: judgement.bad }]),
  ];
}
