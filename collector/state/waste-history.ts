import { foldableLabels, folded } from '../metrics/definitions.js';
import type { WasteBucket, WasteRecord } from '../metrics/view.js';
import type { AccountData, SeriesData } from '../model/account/account-data.js';
import { type Taken, Unsaved } from '../watch/unsaved.js';
import type { Change, Engine } from './engine.js';
import { entryKey, partsOf } from './keys.js';

const resolutions = {
  minute: { lengthMs: 60_000, kept: 60 },
  /** Two days of any time zone, on which clocks may be changed. */
  hour: { lengthMs: 3_600_000, kept: 50 },
  day: { lengthMs: 86_400_000, kept: 35 },
} as const;
export type Resolution = keyof typeof resolutions;
const resolutionNames = ['minute', 'hour', 'day'] as const satisfies readonly Resolution[];
const sinceKey = entryKey('h', 'since').slice(1);

/** Label sets of one minute, hour or day; further ones fold into one whose names read `__other__`. */
const labelSetsAtMost = 500;

type WasteLabels = Readonly<Record<string, string>>;

type Sum = { labels: WasteLabels; ms: number };

/**
 * What was wasted in every minute of the last hour, every hour of the last 50 and every day of the last 35, by reason and
 * type: for the page's trend without a Prometheus. It is saved in the same transaction as the account, and at most 145
 * buckets of 500 label sets.
 *
 * Waste counts when it is found: what is read from history afterwards is in the minute in which it was read.
 */
export class WasteHistory {
  private readonly sums: Readonly<Record<Resolution, Map<number, Map<string, Sum>>>> = {
    minute: new Map(),
    hour: new Map(),
    day: new Map(),
  };
  readonly unsaved = new Unsaved<number>((key) => (key === sinceKey ? this.since : this.sumAt(key)?.ms));
  /** All that was found since this instant is in the sums; undefined before the first observation. */
  since: number | undefined;
  /** By the series' own labels, which stay the same object. */
  private seen: ReadonlyMap<SeriesData['labels'], number> | undefined;

  /** Oldest first; a minute or hour in which nothing was wasted is not there. */
  buckets(resolution: Resolution, now: number): WasteBucket[] {
    this.forget(now);
    return [...this.sums[resolution]]
      .sort(([a], [b]) => a - b)
      .map(([startsAt, sums]) => ({ startsAt, wasted: [...sums.values()] }));
  }

  record(now: number): WasteRecord {
    const buckets = (resolution: Resolution) => this.buckets(resolution, now);
    return { minute: buckets('minute'), hour: buckets('hour'), day: buckets('day'), since: this.since ?? now };
  }

  /** Takes over what the account's wasted time grew by since the last call; the first call only notes where it stands. */
  observe({ wasted }: AccountData, now: number): void {
    this.beginAt(now);
    const before = this.seen;
    this.seen = new Map(wasted.map((row) => [row.labels, msOf(row)]));
    if (before === undefined) return;
    for (const [labels, ms] of this.seen) {
      const grown = ms - (before.get(labels) ?? 0);
      if (grown > 0) for (const resolution of resolutionNames) this.add(resolution, now, labels, grown);
    }
    this.forget(now);
  }

  /** What an earlier run saved. */
  async restore(engine: Engine, now: number): Promise<void> {
    for await (const entries of engine.read('h'))
      for (const [key, value] of entries) {
        const [resolution, startsAt, labels] = partsOf(key) ?? [];
        const ms = Number(value);
        if (key.slice(1) === sinceKey) {
          this.since = ms;
          this.unsaved.restored(sinceKey);
        }
        if (!isResolution(resolution) || typeof startsAt !== 'number' || !isLabels(labels) || !(ms >= 0)) continue;
        this.bucket(resolution, startsAt).set(JSON.stringify(labels), { labels, ms });
        this.unsaved.restored(key.slice(1));
      }
    // Saved by a version that did not note since when: what it had begun to fill would count for the time from now on.
    if (this.since === undefined) this.drop((startsAt, { lengthMs }) => startsAt + lengthMs > now);
    this.beginAt(now);
    this.forget(now);
  }

  changesOf({ changed, removed }: Taken<number>): Change[] {
    return [
      ...changed.map(([key, ms]): Change => [`h${key}`, String(ms)]),
      ...removed.map((key): Change => [`h${key}`, undefined]),
    ];
  }

  private beginAt(now: number): void {
    if (this.since !== undefined) return;
    this.since = now;
    this.unsaved.changed(sinceKey);
  }

  private add(resolution: Resolution, now: number, labels: WasteLabels, ms: number): void {
    const { lengthMs } = resolutions[resolution];
    const startsAt = Math.floor(now / lengthMs) * lengthMs;
    const bucket = this.bucket(resolution, startsAt);
    const hasRoom = bucket.size < labelSetsAtMost || bucket.has(JSON.stringify(labels));
    const kept = hasRoom ? labels : foldedOf(labels);
    const sum = bucket.get(JSON.stringify(kept)) ?? { labels: kept, ms: 0 };
    sum.ms += ms;
    bucket.set(JSON.stringify(kept), sum);
    this.unsaved.changed(entryKey('h', resolution, startsAt, kept).slice(1));
  }

  private bucket(resolution: Resolution, startsAt: number): Map<string, Sum> {
    const known = this.sums[resolution].get(startsAt) ?? new Map<string, Sum>();
    this.sums[resolution].set(startsAt, known);
    return known;
  }

  private sumAt(key: string): Sum | undefined {
    const [resolution, startsAt, labels] = partsOf(`h${key}`) ?? [];
    if (!isResolution(resolution) || typeof startsAt !== 'number') return undefined;
    return this.sums[resolution].get(startsAt)?.get(JSON.stringify(labels));
  }

  /** Also drops what lies ahead, where the clock was set back. */
  private forget(now: number): void {
    this.drop((startsAt, { lengthMs, kept }) => startsAt > now || now - startsAt >= kept * lengthMs);
  }

  private drop(isGone: (startsAt: number, resolution: (typeof resolutions)[Resolution]) => boolean): void {
    for (const resolution of resolutionNames)
      for (const [startsAt, sums] of this.sums[resolution]) {
        if (!isGone(startsAt, resolutions[resolution])) continue;
        this.sums[resolution].delete(startsAt);
        for (const { labels } of sums.values())
          this.unsaved.removed(entryKey('h', resolution, startsAt, labels).slice(1));
      }
  }
}

function msOf(row: AccountData['wasted'][number]): number {
  return 'value' in row ? row.value : 0;
}

function foldedOf(labels: WasteLabels): WasteLabels {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [name, foldableLabels.includes(name) ? folded : value]),
  );
}

function isResolution(value: unknown): value is Resolution {
  return resolutionNames.some((name) => name === value);
}

function isLabels(value: unknown): value is WasteLabels {
  return typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');
}
