import { statSync } from 'node:fs';
import type { Logger } from 'pino';
import { BadWebConfig, readWebConfig, type WebConfig } from './web-config.js';

/**
 * The web config file, read anew when it or a certificate that it names has changed. One that has become unusable
 * leaves the last good one in force.
 */
export class WatchedConfig {
  private config: WebConfig;
  private seen: string;

  /** @throws BadWebConfig */
  constructor(
    private readonly path: string,
    private readonly log: Logger,
  ) {
    this.config = readWebConfig(path);
    this.seen = this.fingerprint();
  }

  /** Cheap enough for every request: a few stats. */
  current(): WebConfig {
    const now = this.fingerprint();
    if (now === this.seen) return this.config;
    this.seen = now;
    try {
      const next = readWebConfig(this.path);
      if (next.tls?.clientAuth !== this.config.tls?.clientAuth)
        throw new BadWebConfig(this.path, ['TLS on or off and client_auth_type change only with a restart']);
      this.config = next;
      this.seen = this.fingerprint();
      this.log.info('web config reloaded');
    } catch (error) {
      if (!(error instanceof BadWebConfig)) throw error;
      this.log.error(
        { problems: error.problems },
        'web config has changed and cannot be used; the last good one stays in force',
      );
    }
    return this.config;
  }

  private fingerprint(): string {
    return [this.path, ...this.config.files].map(stateOf).join();
  }
}

function stateOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'none' : `${stats.ino} ${stats.size} ${stats.mtimeNs}`;
}
