import { foldableLabels, folded } from '../metrics/definitions.js';
import type { AccountData, SeriesData } from '../model/account/account-data.js';
import { type Taken, Unsaved } from '../watch/unsaved.js';
import type { Change, Engine } from './engine.js';
import { entryKey, partsOf } from './keys.js';

const resolutions = {
  minute: { lengthMs: 60_000, kept: 60 },
  hour: { lengthMs: 3_600_000, kept: 48 },
} as const;
export type Resolution = keyof typeof resolutions;

/** Label sets of one minute or hour; further ones fold into one whose names read `__other__`. */
const labelSetsAtMost = 500;

export type WasteLabels = Readonly<Record<string, string>>;

/** Milliseconds wasted from `startsAt` on, for a minute or an hour, by the labels of deadbeat_wasted_seconds_total. */
export type WasteBucket = Readonly<{
  startsAt: number;
  wasted: readonly Readonly<{ labels: WasteLabels; ms: number }>[];
}>;

type Sum = { labels: WasteLabels; ms: number };

/**
 * What was wasted in every minute of the last hour and every hour of the last 48, by reason and type: for the page's trend
 * without a Prometheus. It is saved in the same transaction as the account, and at most 108 buckets of 500 label sets.
 *
 * Waste counts when it is found: what is read from history afterwards is in the minute in which it was read.
 */
export class WasteHistory {
  private readonly sums: Readonly<Record<Resolution, Map<number, Map<string, Sum>>>> = {
    minute: new Map(),
    hour: new Map(),
  };
  readonly unsaved = new Unsaved<number>((key) => this.sumAt(key)?.ms);
  /** By the series' own labels, which stay the same object. */
  private seen: ReadonlyMap<SeriesData['labels'], number> | undefined;

  /** Oldest first; a minute or hour in which nothing was wasted is not there. */
  buckets(resolution: Resolution, now: number): WasteBucket[] {
    this.forget(now);
    return [...this.sums[resolution]]
      .sort(([a], [b]) => a - b)
      .map(([startsAt, sums]) => ({ startsAt, wasted: [...sums.values()] }));
  }

  /** Takes over what the account's wasted time grew by since the last call; the first call only notes where it stands. */
  observe({ wasted }: AccountData, now: number): void {
    const before = this.seen;
    this.seen = new Map(wasted.map((row) => [row.labels, msOf(row)]));
    if (before === undefined) return;
    for (const [labels, ms] of this.seen) {
      const grown = ms - (before.get(labels) ?? 0);
      if (grown > 0) for (const resolution of ['minute', 'hour'] as const) this.add(resolution, now, labels, grown);
    }
    this.forget(now);
  }

  /** What an earlier run saved. */
  async restore(engine: Engine, now: number): Promise<void> {
    for await (const entries of engine.read('h'))
      for (const [key, value] of entries) {
        const [resolution, startsAt, labels] = partsOf(key) ?? [];
        const ms = Number(value);
        if (!isResolution(resolution) || typeof startsAt !== 'number' || !isLabels(labels) || !(ms >= 0)) continue;
        this.bucket(resolution, startsAt).set(JSON.stringify(labels), { labels, ms });
        this.unsaved.restored(key.slice(1));
      }
    this.forget(now);
  }

  changesOf({ changed, removed }: Taken<number>): Change[] {
    return [
      ...changed.map(([key, ms]): Change => [`h${key}`, String(ms)]),
      ...removed.map((key): Change => [`h${key}`, undefined]),
    ];
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
    for (const resolution of ['minute', 'hour'] as const) {
      const { lengthMs, kept } = resolutions[resolution];
      for (const [startsAt, sums] of this.sums[resolution]) {
        if (startsAt <= now && now - startsAt < kept * lengthMs) continue;
        this.sums[resolution].delete(startsAt);
        for (const { labels } of sums.values())
          this.unsaved.removed(entryKey('h', resolution, startsAt, labels).slice(1));
      }
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
  return value === 'minute' || value === 'hour';
}

function isLabels(value: unknown): value is WasteLabels {
  return typeof value === 'object' && value !== null && Object.values(value).every((one) => typeof one === 'string');
}
