/**
 * So many calls are spread over a little more than their time: a network or a server that holds some back for 0.1 s bunches
 * them, and still no second exceeds the rate by 10 %, and no five seconds at all.
 */
const spread = 1.04;
/** How much faster than that calls follow each other until those are made up for that a late turn of the loop has missed. */
const catchUpShare = 0.95;
/** At high rates a timer's tick lets several calls pass; this bounds how many. */
const burstMs = 20;
/** More calls than this are counted over a part of the second. */
const countedAtMost = 1_000;

/** When calls may be made. What a second has missed is made up for within it; nothing is saved up in a pause. Milliseconds. */
export class Pace {
  /** When the last calls were made, the oldest first. */
  private madeAtMs: number[] = [];
  /** When the next call is due if it is to keep its distance to the last one. */
  private spacedAtMs = Number.NEGATIVE_INFINITY;

  /** The earliest instant for the next call. */
  nextAtMs(perSecond: number): number {
    const counted = Math.max(1, Math.min(countedAtMost, Math.floor(perSecond)));
    const countedAtMs = this.madeAtMs[this.madeAtMs.length - counted] ?? Number.NEGATIVE_INFINITY;
    const burst = Math.max(1, Math.floor((perSecond * burstMs) / 1000));
    return Math.max(
      countedAtMs + counted * intervalMs(perSecond),
      this.spacedAtMs - (burst - 1) * catchUpShare * intervalMs(perSecond),
    );
  }

  made(now: number, perSecond: number): void {
    this.spacedAtMs = Math.max(now, this.spacedAtMs) + catchUpShare * intervalMs(perSecond);
    this.madeAtMs.push(now);
    if (this.madeAtMs.length >= 2 * countedAtMost) this.madeAtMs.splice(0, countedAtMost);
  }

  /** The rate has fallen: what was made before it is no longer counted, and the next call waits until `atMs`. */
  pauseUntil(atMs: number): void {
    this.madeAtMs = [];
    this.spacedAtMs = Math.max(this.spacedAtMs, atMs);
  }
}

function intervalMs(perSecond: number): number {
  return (spread * 1000) / perSecond;
}
