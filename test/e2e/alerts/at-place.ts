import { from } from './at-work.js';
import { collector as collectorUntil, queue } from './collectors.js';
import { kind } from './scenario.js';
import { type At, scraped, type Target } from './series.js';

export const end = from + 1500;

/** A collector at work: which cluster, which part of it. */
export const collector = (of: Target, shard?: readonly [string, string], isThere?: At) =>
  collectorUntil(end, of, {
    ...(shard === undefined ? {} : { shard: shard[0], shards: shard[1] }),
    ...(isThere === undefined ? {} : { isThere }),
  });

export const slotsOf = (of: Target, used: number, free: number) => [
  scraped('workerSlots', { ...queue, state: 'used' }, end, () => used, of),
  scraped('workerSlots', { ...queue, state: 'free' }, end, () => free, of),
];
export const cancelled = (of: Target, count: number) =>
  scraped('cancelRequested', { ...kind, reason: 'awaiting_heartbeat' }, end, () => count, of);
export const byCluster = 'count by (alertname, cluster) (ALERTS{alertstate="firing"})';
export const held = 'DeadbeatSlotsHeldByWaste';
