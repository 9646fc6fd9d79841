import { statSync } from 'node:fs';
import type { Logger } from 'pino';
import { BadWebConfig, readWebConfig, type WebConfig } from './web-config.js';

/**
 * The web config file, read again when it or a certificate that it names has changed. One that has become unusable
 * leaves the last good one in force.
 */
export class WatchedConfig {
  private config: WebConfig;
  private seen: string;
  private isGood = true;

  /** @throws BadWebConfig */
  constructor(
    readonly file: string,
    private readonly log: Logger,
  ) {
    this.config = readWebConfig(file);
    this.seen = this.fingerprint();
  }

  /** Cheap enough for every request: a few stats. */
  current(): WebConfig {
    const now = this.fingerprint();
    if (now === this.seen) return this.config;
    this.seen = now;
    try {
      const next = readWebConfig(this.file);
      if (next.tls?.clientAuth !== this.config.tls?.clientAuth)
        throw new BadWebConfig(this.file, ['TLS on or off and client_auth_type change only with a restart']);
      this.config = next;
      this.isGood = true;
      this.seen = this.fingerprint();
      this.log.info('web config reloaded');
    } catch (error) {
      if (!(error instanceof BadWebConfig)) throw error;
      this.isGood = false;
      this.log.error(
        { problems: error.problems },
        'web config has changed and cannot be used; the last good one stays in force',
      );
    }
    return this.config;
  }

  /** Whether the file as it is now is in force. */
  get lastReloadSuccessful(): boolean {
    this.current();
    return this.isGood;
  }

  private fingerprint(): string {
    return [this.file, ...this.config.files].map(stateOf).join();
  }
}

function stateOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'none' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}
