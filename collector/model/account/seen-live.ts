import type { Millis } from '../activity/activity.js';
import type { Account } from './account.js';

const minuteMs = 60_000;
/** An hour of minutes, and the one that it is compared with. */
const kept = 61;

type Totals = { wastedMs: number; lateMs: number };
type Minute = Readonly<{ at: Millis; totals: ReadonlyMap<string, Totals> }>;

/** Of what was wasted in the last hour, or since the start: how much a description showed while it passed. */
export class SeenLive {
  private readonly minutes: Minute[] = [];

  constructor(private readonly account: Account) {}

  /** Called at least once a minute. */
  observe(now: Millis): void {
    const newest = this.minutes.at(-1);
    if (newest !== undefined && now >= newest.at && now - newest.at < minuteMs) return;
    this.minutes.push({ at: now, totals: this.totals() });
    if (this.minutes.length > kept) this.minutes.shift();
  }

  /** By namespace; one in which nothing was wasted is not there. */
  shares(): ReadonlyMap<string, number> {
    const [before] = this.minutes;
    const shares = new Map<string, number>();
    if (before === undefined) return shares;
    for (const [namespace, { wastedMs, lateMs }] of this.totals()) {
      const since = before.totals.get(namespace) ?? { wastedMs: 0, lateMs: 0 };
      const wasted = wastedMs - since.wastedMs;
      if (wasted > 0) shares.set(namespace, Math.max(0, 1 - (lateMs - since.lateMs) / wasted));
    }
    return shares;
  }

  private totals(): Map<string, Totals> {
    const totals = new Map<string, Totals>();
    const of = (namespace: string) => {
      const known = totals.get(namespace) ?? { wastedMs: 0, lateMs: 0 };
      totals.set(namespace, known);
      return known;
    };
    const { wasted, lateMs } = this.account.series;
    for (const { labels, value } of wasted.entries()) of(labels.namespace).wastedMs += value.value;
    for (const { labels, value } of lateMs.entries()) of(labels.namespace).lateMs += value.value;
    return totals;
  }
}
