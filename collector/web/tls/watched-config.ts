import type { Logger } from 'pino';
import { messageOf } from '../../errors.js';
import { SeenFiles } from '../../files/seen-files.js';
import { BadWebConfig, readWebConfig, type WebConfig } from './web-config.js';

/**
 * The web config file, read again when its content or that of a certificate that it names has changed. One that has become
 * unusable leaves the last good one in force.
 */
export class WatchedConfig {
  private config: WebConfig;
  private seen = new SeenFiles();
  /** Of the last reload; none: what the file says is in force. */
  private problems: readonly string[] = [];
  failedReloads = 0;

  /** @throws BadWebConfig */
  constructor(
    readonly file: string,
    private readonly log: Logger,
  ) {
    this.config = readWebConfig(file, this.seen);
  }

  current(): WebConfig {
    if (!this.seen.haveChanged()) return this.config;
    this.seen = new SeenFiles();
    try {
      this.take(readWebConfig(this.file, this.seen));
    } catch (error) {
      this.refuse(error instanceof BadWebConfig ? error.problems : [messageOf(error)]);
    }
    return this.config;
  }

  /** Whether the file as it is now is in force. */
  get lastReloadSuccessful(): boolean {
    this.current();
    return this.problems.length === 0;
  }

  private take(next: WebConfig): void {
    if (next.tls?.clientAuth !== this.config.tls?.clientAuth)
      throw new BadWebConfig(this.file, ['TLS on or off and client_auth_type change only with a restart']);
    // An empty or cut file must not open what was closed.
    if (this.config.users.size > 0 && next.users.size === 0)
      throw new BadWebConfig(this.file, [
        'basic_auth_users: all users are gone; authentication ends only with a restart',
      ]);
    this.config = next;
    this.problems = [];
    this.log.info('web config reloaded');
  }

  private refuse(problems: readonly string[]): void {
    const isNews = problems.join() !== this.problems.join();
    this.problems = problems;
    this.failedReloads += 1;
    if (isNews)
      this.log.error({ problems }, 'web config has changed and cannot be used; the last good one stays in force');
  }
}
