import { setTimeout as pause } from 'node:timers/promises';
import { between, type Random } from '../support/random.js';

/** What each acts on, and how long it lasts at most. A call of the collector is given up after 10 s. */
const kinds = {
  'kill the collector': { lane: 'collector', longestMs: 6_000 },
  'freeze the collector': { lane: 'collector', longestMs: 30_000 },
  'fill the disk': { lane: 'collector', longestMs: 15_000 },
  'stop the server': { lane: 'server', longestMs: 4_000 },
  'freeze the server': { lane: 'server', longestMs: 20_000 },
  'slow the server down': { lane: 'server', longestMs: 60_000 },
} as const satisfies Record<string, { lane: string; longestMs: number }>;

export type DisturbanceKind = keyof typeof kinds;
export type Disturbance = Readonly<{ what: DisturbanceKind; atMs: number; lastsMs: number }>;
/** How many of each. */
export type DisturbanceCounts = Readonly<Record<DisturbanceKind, number>>;

/**
 * Spread over the middle of the time, so that the last collector runs long enough for its memory to be judged. The
 * kinds alternate as they come: those of the collector and those of the server may also overlap.
 */
export function randomDisturbances(random: Random, counts: DisturbanceCounts, overMs: number): Disturbance[] {
  const spread = (what: DisturbanceKind) =>
    Array.from({ length: counts[what] }, (_, index) => ({
      what,
      atMs: overMs * (0.1 + (0.5 * (index + random())) / counts[what]),
      lastsMs: between(random, 0, Math.min(kinds[what].longestMs, overMs / 8)),
    }));
  return (Object.keys(kinds) as DisturbanceKind[]).flatMap(spread);
}

/** Carries them out, those of one lane one after the other. */
export async function disturb(
  disturbances: readonly Disturbance[],
  carryOut: Readonly<Record<DisturbanceKind, (lastsMs: number) => Promise<void>>>,
  say: (line: string) => void,
): Promise<void> {
  const startedAt = Date.now();
  const inOrder = [...disturbances].sort((a, b) => a.atMs - b.atMs);
  await Promise.all(
    ['collector', 'server'].map(async (lane) => {
      for (const { what, atMs, lastsMs } of inOrder.filter((one) => kinds[one.what].lane === lane)) {
        await pause(Math.max(0, startedAt + atMs - Date.now()));
        await carryOut[what](lastsMs);
        say(`${what}: for ${(lastsMs / 1000).toFixed(1)} s, over now`);
      }
    }),
  );
}
