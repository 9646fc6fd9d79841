import { setTimeout as pause } from 'node:timers/promises';
import { between, type Random } from '../support/random.js';

export type Disturbance = Readonly<{ what: 'kill the collector' | 'stop the server'; atMs: number; absentMs: number }>;

/**
 * Spread over the middle of the time, so that the last collector runs long enough for its memory to be judged. The
 * two kinds alternate as they come: they may also overlap.
 */
export function randomDisturbances(random: Random, kills: number, stops: number, overMs: number): Disturbance[] {
  const spread = (what: Disturbance['what'], count: number, longestAbsenceMs: number) =>
    Array.from({ length: count }, (_, index) => ({
      what,
      atMs: overMs * (0.1 + (0.5 * (index + random())) / count),
      absentMs: between(random, 0, longestAbsenceMs),
    }));
  return [...spread('kill the collector', kills, 6_000), ...spread('stop the server', stops, 4_000)];
}

/** Carries them out, those of one kind one after the other. */
export async function disturb(
  disturbances: readonly Disturbance[],
  carryOut: Readonly<Record<Disturbance['what'], (absentMs: number) => Promise<void>>>,
): Promise<void> {
  const startedAt = Date.now();
  await Promise.all(
    (['kill the collector', 'stop the server'] as const).map(async (kind) => {
      for (const { atMs, absentMs } of disturbances.filter(({ what }) => what === kind)) {
        await pause(Math.max(0, startedAt + atMs - Date.now()));
        await carryOut[kind](absentMs);
      }
    }),
  );
}
