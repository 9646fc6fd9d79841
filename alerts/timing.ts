import { leastAgeMs } from '../collector/model/schedule/price.js';
import { settingsTable } from '../collector/settings/table.js';
import type { Alert, Timing } from './alert.js';
import { inMs } from './threshold-kinds.js';

/** How long the collector takes to see things, with its default settings and enough budget. */
export const collectorDelays = {
  /** Between two discovery passes: the default of --schedule. */
  passMs: 10_000,
  activeObservationMs: leastAgeMs.active,
  cancelledObservationMs: leastAgeMs.cancel_requested,
  cancelGraceMs: defaultMs('cancelGraceMs'),
  silentAfterMs: defaultMs('silentAfterMs'),
  unheardAfterMs: defaultMs('unheardAfterMs'),
  stalledAfterMs: defaultMs('stalledAfterMs'),
  requestTimeoutMs: defaultMs('requestTimeoutMs'),
} as const;

function defaultMs(
  key: 'cancelGraceMs' | 'silentAfterMs' | 'stalledAfterMs' | 'unheardAfterMs' | 'requestTimeoutMs',
): number {
  const { parse, default: text = '0s' } = settingsTable[key];
  return parse(text);
}

/** SDKs send at most one heartbeat in this share of the heartbeat timeout, and hear of a cancellation with its answer. */
export const heartbeatShareOfTimeout = 0.8;

export const between = (cause: string, soonestMs: number, latestMs: number): Timing => ({
  cause,
  soonestMs,
  latestMs: Math.max(soonestMs, latestMs),
});

export type Delivery = Readonly<{ scrapeMs: number; evaluationMs: number; groupWaitMs: number }>;

/** From the cause to the notification of a new group: the condition, the scrape, the evaluations, Alertmanager's wait. */
export function notifiedAfter(alert: Alert, { scrapeMs, evaluationMs, groupWaitMs }: Delivery) {
  const pendingMs = Math.ceil(inMs(alert.for) / evaluationMs) * evaluationMs;
  const { soonestMs, latestMs } = alert.timing;
  return {
    soonestMs: soonestMs + pendingMs + groupWaitMs,
    latestMs: latestMs + scrapeMs + evaluationMs + pendingMs + groupWaitMs,
  };
}
