import type { Logger } from 'pino';
import { SeenFiles } from '../files/seen-files.js';
import type { Owners } from './owners.js';
import { BadOwnersFile, readOwners } from './read-owners.js';

/** The owners file, read again when its content has changed. A file that has become unusable leaves the last good one in force. */
export class WatchedOwners {
  private owners: Owners;
  private seen = new SeenFiles();
  private isGood = true;
  failedReloads = 0;

  /** @throws BadOwnersFile */
  constructor(
    readonly file: string,
    private readonly log: Logger,
  ) {
    this.owners = readOwners(file, this.seen);
  }

  current(): Owners {
    if (!this.seen.haveChanged()) return this.owners;
    this.seen = new SeenFiles();
    try {
      this.owners = readOwners(this.file, this.seen);
      this.isGood = true;
      this.log.info({ file: this.file }, 'owners file reloaded');
    } catch (error) {
      if (!(error instanceof BadOwnersFile)) throw error;
      this.isGood = false;
      this.failedReloads += 1;
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
