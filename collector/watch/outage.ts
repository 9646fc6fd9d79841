import type { TemporalErrorCode } from '../errors.js';
import type { Millis } from '../model/activity/activity.js';

/** From the first failure to the last. Shorter ones leave no pause that is worth dropping. */
const outageFromMs = 10_000;
/** How often one call finds out whether it is over, however long all others wait. */
const probeEveryMs = 60_000;

export type Stretch = Readonly<{ code: TemporalErrorCode; since: Millis; until: Millis }>;

/** While every call fails with one code, the server, the way to it or the credentials are at fault, not what was asked for. */
export class Outage {
  private stretch: Stretch | undefined;
  private probedAt: Millis | undefined;

  /** @returns after how long at most to ask again, where this failure is the one that is to find out */
  failed(code: TemporalErrorCode, now: Millis): Millis | undefined {
    const since = this.stretch?.code === code ? this.stretch.since : now;
    this.stretch = { code, since, until: now };
    if (now - since < outageFromMs || now - (this.probedAt ?? -probeEveryMs) < probeEveryMs) return undefined;
    this.probedAt = now;
    return probeEveryMs;
  }

  /** A call succeeded. @returns the stretch that this ended, if it was long enough */
  answered(): Stretch | undefined {
    const { stretch } = this;
    this.stretch = undefined;
    this.probedAt = undefined;
    return stretch !== undefined && stretch.until - stretch.since >= outageFromMs ? stretch : undefined;
  }
}
