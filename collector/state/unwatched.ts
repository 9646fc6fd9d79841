import type { Logger } from 'pino';
import type { SavedNamespace } from './schema.js';

const keptDays = 30;
const keptMs = keptDays * 24 * 3_600_000;

type Kept = SavedNamespace & Readonly<{ lastWatchedAt: number }>;

/** What was saved of namespaces, for when they are watched, or watched again. */
export class Unwatched {
  private readonly byName: Map<string, Kept>;

  /** @param loaded what the last run left behind; what it watched to its end counts as watched until now */
  constructor(
    loaded: readonly SavedNamespace[],
    private readonly parts: Readonly<{ log: Logger; now: () => number }>,
  ) {
    this.byName = new Map(loaded.map((one) => [one.namespace, { lastWatchedAt: parts.now(), ...one }]));
  }

  get(namespace: string): SavedNamespace | undefined {
    return this.byName.get(namespace);
  }

  /** A namespace is no longer watched. */
  keep(saved: SavedNamespace): void {
    this.byName.set(saved.namespace, { ...saved, lastWatchedAt: this.parts.now() });
  }

  /** Those that are not watched, without those that were not for thirty days: they are forgotten. */
  all(isWatched: (namespace: string) => boolean): SavedNamespace[] {
    const { log, now } = this.parts;
    const unwatched = [...this.byName.values()].filter(({ namespace }) => !isWatched(namespace));
    return unwatched.filter(({ namespace, lastWatchedAt }) => {
      if (now() - lastWatchedAt <= keptMs) return true;
      log.info({ namespace }, `namespace was not watched for ${keptDays} days; what was saved of it is forgotten`);
      this.byName.delete(namespace);
      return false;
    });
  }
}
