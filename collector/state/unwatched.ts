import type { Logger } from 'pino';
import type { Engine } from './engine.js';
import { entryKey, namespacePrefix, partsOf } from './keys.js';
import { entrySchemas } from './schema.js';
import { readValue } from './values.js';

const keptDays = 30;
const keptMs = keptDays * 24 * 3_600_000;
const everyMs = 3_600_000;

export type UnwatchedParts = Readonly<{
  engine: Engine;
  isWatched: (namespace: string) => boolean;
  log: Logger;
  now: () => number;
}>;

/** Keeps what was saved of namespaces that are not watched for thirty days, for when they are watched again. */
export class Unwatched {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly parts: UnwatchedParts) {}

  start(): void {
    this.timer = setInterval(() => void this.review(), everyMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Never throws. */
  async review(): Promise<void> {
    const { engine, log } = this.parts;
    try {
      for await (const entries of engine.read('n')) for (const entry of entries) await this.reviewOne(...entry);
      await engine.tidy();
    } catch (error) {
      log.error({ err: error }, 'namespaces that are not watched cannot be reviewed; will retry');
    }
  }

  private async reviewOne(key: string, value: string): Promise<void> {
    const { engine, isWatched, log, now } = this.parts;
    const record = readValue(entrySchemas.namespace, [key, value], () => undefined);
    const [namespace] = partsOf(key) ?? [];
    if (record === undefined || typeof namespace !== 'string' || isWatched(namespace)) return;
    if (record.lastWatchedAt === undefined) {
      // An earlier run watched it to its end, and this one does not.
      await engine.write([[key, JSON.stringify({ ...record, lastWatchedAt: now() })]]);
    } else if (now() - record.lastWatchedAt > keptMs) {
      log.info({ namespace }, `namespace was not watched for ${keptDays} days; what was saved of it is removed`);
      await engine.write([[entryKey('n', namespace), undefined]]);
      for (const kind of ['e', 'f', 's', 't'] as const) await engine.clear(namespacePrefix(kind, namespace));
    }
  }
}
