import { statSync } from 'node:fs';
import type { Logger } from 'pino';
import { messageOf } from '../../errors.js';
import { BadWebConfig, readWebConfig, type WebConfig } from './web-config.js';

/** A broken file may name others that are not known here; they may be put right at any time. */
const retryEveryMs = 1_000;

/**
 * The web config file, read again when it or a certificate that it names has changed. One that has become unusable
 * leaves the last good one in force.
 */
export class WatchedConfig {
  private config: WebConfig;
  private seen: string;
  private triedAtMs = Number.NEGATIVE_INFINITY;
  /** Of the last reload; none: what the file says is in force. */
  private problems: readonly string[] = [];

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
    const isDue = this.problems.length > 0 && performance.now() - this.triedAtMs >= retryEveryMs;
    if (now === this.seen && !isDue) return this.config;
    this.seen = now;
    this.triedAtMs = performance.now();
    try {
      this.take(readWebConfig(this.file));
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
    this.seen = this.fingerprint();
    this.log.info('web config reloaded');
  }

  private refuse(problems: readonly string[]): void {
    const isNews = problems.join() !== this.problems.join();
    this.problems = problems;
    if (isNews)
      this.log.error({ problems }, 'web config has changed and cannot be used; the last good one stays in force');
  }

  private fingerprint(): string {
    return [this.file, ...this.config.files].map(stateOf).join();
  }
}

/** The time of the last change covers contents, owner and mode, whatever the other times are set to. */
function stateOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
  } catch (error) {
    return messageOf(error);
  }
}
