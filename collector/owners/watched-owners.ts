import { statSync } from 'node:fs';
import type { Logger } from 'pino';
import type { Owners } from './owners.js';
import { BadOwnersFile, readOwners } from './read-owners.js';

/** The owners file, read again when it has changed. A file that has become unusable leaves the last good one in force. */
export class WatchedOwners {
  private owners: Owners;
  private seen: string;
  private isGood = true;

  /** @throws BadOwnersFile */
  constructor(
    readonly file: string,
    private readonly log: Logger,
  ) {
    this.seen = fingerprint(file);
    this.owners = readOwners(file);
  }

  /** Cheap enough for every request: one stat. */
  current(): Owners {
    const now = fingerprint(this.file);
    if (now === this.seen) return this.owners;
    this.seen = now;
    try {
      this.owners = readOwners(this.file);
      this.isGood = true;
      this.log.info({ file: this.file }, 'owners file reloaded');
    } catch (error) {
      if (!(error instanceof BadOwnersFile)) throw error;
      this.isGood = false;
      this.log.error(
        { problems: error.problems },
        'owners file has changed and cannot be used; the last good one stays in force',
      );
    }
    return this.owners;
  }

  /** Whether the file as it is now is in force. */
  get lastReloadSuccessful(): boolean {
    this.current();
    return this.isGood;
  }
}

function fingerprint(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'none' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}
