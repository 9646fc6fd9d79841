import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { UserError } from '../../errors.js';
import type { StatusName } from '../grpc-status.js';
import { BadConnectionSettings } from './bad-settings.js';
import type { DirectConnection } from './direct-connection.js';
import { mebibyte, openConnection } from './open.js';
import type { Profile } from './profile.js';
import type { Secrets } from './secrets.js';

const checkEveryMs = 5_000;
/** After an authentication failure at most so often. */
const checkAgainAfterMs = 1_000;
/** Most answers are small; what is larger is asked for again, one at a time, over a connection that takes it. */
const usualAnswerBytes = 4 * mebibyte;
const largestAnswerBytes = 128 * mebibyte;

export type LiveConnectionParts = Readonly<{
  profile: Profile;
  read: () => Profile;
  secrets: Secrets;
  /** Old connections end after calls in flight must have ended. */
  requestTimeoutMs: number;
  log: Logger | undefined;
}>;

export type WatchedFile = Readonly<{ file: string; lastReloadSuccessful: boolean; failedReloads: number }>;

type Channels = Readonly<{ usual: DirectConnection; large: DirectConnection }>;

/** A connection for one call, and the function to report its outcome to. */
export type Lease = Readonly<{
  connection: DirectConnection;
  ended: (code: StatusName) => void;
  /** It tries changed files: what they are not proven by, the connection in force answers. */
  isTrial: boolean;
}>;

/** The connection of one profile, opened again when the files that it was read from have changed. */
export class LiveConnection {
  private channels: Channels;
  /** Read from changed files, but not proven yet: a single call at a time tries it. */
  private candidate: Channels | undefined;
  private isTrying = false;
  private triedAtMs = Number.NEGATIVE_INFINITY;
  /** The candidate has been tried and did not work. */
  private isRefused = false;
  private profile: Profile;
  private seen: string;
  /** Of the last time that the files were read; none: what they say is in force, or is being tried. */
  private problems: readonly string[] = [];
  private failedReloads = 0;
  private checkedAtMs = Number.NEGATIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  /** @throws BadConnectionSettings */
  constructor(private readonly parts: LiveConnectionParts) {
    this.profile = parts.profile;
    this.channels = this.open(parts.profile);
    this.seen = fingerprint(parts.profile.files);
  }

  get address(): string {
    return this.profile.address;
  }

  /** Checks the files from now on. */
  watch(): void {
    this.timer = setInterval(() => this.checkFiles(), checkEveryMs).unref();
  }

  /** Of changed files, if they are due to be tried; otherwise the one in force. */
  lease(isLarge: boolean): Lease {
    const { candidate } = this;
    const isDue = !this.isTrying && performance.now() - this.triedAtMs >= checkEveryMs;
    if (candidate === undefined || !isDue) return this.leaseInForce(isLarge);
    this.isTrying = true;
    const ended = (code: StatusName) => this.tried(candidate, code);
    return { connection: isLarge ? candidate.large : candidate.usual, ended, isTrial: true };
  }

  leaseInForce(isLarge: boolean): Lease {
    const { usual, large } = this.channels;
    // A server that refuses a client certificate breaks the connection.
    const ended = (code: StatusName) => {
      if (code === 'UNAUTHENTICATED' || code === 'UNAVAILABLE') this.checkFiles();
    };
    return { connection: isLarge ? large : usual, ended, isTrial: false };
  }

  watchedFiles(): readonly WatchedFile[] {
    const { failedReloads } = this;
    const lastReloadSuccessful = this.problems.length === 0 && !this.isRefused;
    const files = this.profile.files.filter((file) => existsSync(file));
    return files.map((file) => ({ file, lastReloadSuccessful, failedReloads }));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([this.channels, this.candidate].map((channels) => channels && end(channels)));
  }

  private open(profile: Profile): Channels {
    this.parts.secrets.add(profile.apiKey, ...Object.values(profile.metadata ?? {}));
    return { usual: openConnection(profile, usualAnswerBytes), large: openConnection(profile, largestAnswerBytes) };
  }

  /** Reads the files again if they have changed. What cannot be used leaves the connection in force. */
  private checkFiles(): void {
    const now = performance.now();
    if (now - this.checkedAtMs < checkAgainAfterMs) return;
    this.checkedAtMs = now;
    const print = fingerprint(this.profile.files);
    // What was missing may be of a file that only the broken ones name.
    if (print === this.seen && this.problems.length === 0) return;
    this.seen = print;
    try {
      this.take(this.parts.read());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (error.message !== this.problems.join('; ')) {
        this.failedReloads += 1;
        this.parts.log?.error(
          { problems: error.problems },
          'connection files have changed and cannot be used; the last good ones stay in force',
        );
      }
      this.problems = error.problems;
    }
  }

  private take(next: Profile): void {
    if (next.namespaces.join() !== this.profile.namespaces.join())
      throw new BadConnectionSettings('namespace of temporal.toml: it changes only with a restart');
    const previous = this.candidate;
    this.candidate = this.open(next);
    this.isTrying = false;
    this.triedAtMs = Number.NEGATIVE_INFINITY;
    this.isRefused = false;
    this.profile = next;
    this.seen = fingerprint(next.files);
    this.problems = [];
    if (previous !== undefined) void end(previous);
    this.parts.log?.info({ address: next.address }, 'connection files reloaded');
  }

  private tried(candidate: Channels, code: StatusName): void {
    if (this.candidate !== candidate) return;
    this.isTrying = false;
    this.triedAtMs = performance.now();
    if (isUnproven(code)) {
      this.refused(code);
      return;
    }
    const old = this.channels;
    this.channels = candidate;
    this.candidate = undefined;
    this.isRefused = false;
    setTimeout(() => void end(old), this.parts.requestTimeoutMs).unref();
  }

  private refused(code: StatusName): void {
    if (this.isRefused) return;
    this.isRefused = true;
    this.failedReloads += 1;
    this.parts.log?.warn(
      { address: this.profile.address, code },
      'changed connection files do not work; the last good ones stay in force, and the changed ones are tried again',
    );
  }
}

const unproven: ReadonlySet<StatusName> = new Set(['UNAUTHENTICATED', 'UNAVAILABLE', 'DEADLINE_EXCEEDED', 'CANCELLED']);

/** The answer does not show that the server accepts the connection. */
export function isUnproven(code: string): boolean {
  return unproven.has(code as StatusName);
}

async function end({ usual, large }: Channels): Promise<void> {
  await Promise.all([usual.close(), large.close()]);
}

/** Of the files' contents: a mount may keep times and sizes. */
function fingerprint(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n${contentOf(file)}\n`);
  return hash.digest('base64');
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    return String(error);
  }
}
