import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import { messageOf, UserError } from '../../errors.js';
import type { Access } from '../../model/access.js';
import type { StatusName } from '../grpc-status.js';
import type { Method } from '../methods.js';
import { accessOf } from './access.js';
import { BadConnectionSettings } from './bad-settings.js';
import { type Channels, closeChannels, openChannels } from './channels.js';
import type { DirectConnection } from './direct-connection.js';
import { fingerprint } from './fingerprint.js';
import type { Profile } from './profile.js';
import type { Secrets } from './secrets.js';

const checkEveryMs = 5_000;
/** After an authentication failure at most so often. */
const checkAgainAfterMs = 1_000;

export type LiveConnectionParts = Readonly<{
  profile: Profile;
  read: () => Profile;
  secrets: Secrets;
  /** Old connections end after calls in flight must have ended. */
  requestTimeoutMs: number;
  log: Logger | undefined;
}>;

export type WatchedFile = Readonly<{ file: string; lastReloadSuccessful: boolean; failedReloads: number }>;

type Call = Readonly<{ namespace: string; method: Method }>;

/** A connection for one call, and the function to report its outcome to. */
export type Lease = Readonly<{
  connection: DirectConnection;
  ended: (code: StatusName) => void;
  /** The call tried changed files, and this outcome does not prove that they work: ask the connection in force. */
  isUnproven: (code: string) => boolean;
}>;

/** The connection of one profile, opened again when the files that it was read from have changed. */
export class LiveConnection {
  private channels: Channels;
  /** What the connection in force was last refused. */
  private readonly denied = new Set<string>();
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

  get access(): Access {
    return accessOf(this.profile);
  }

  /** Checks the files from now on. */
  watch(): void {
    this.timer = setInterval(() => this.checkFiles(), checkEveryMs).unref();
  }

  /** Of changed files, if they are due to be tried; otherwise the one in force. */
  lease(isLarge: boolean, call: Call): Lease {
    const { candidate } = this;
    const isDue = !this.isTrying && performance.now() - this.triedAtMs >= checkEveryMs;
    if (candidate === undefined || !isDue) return this.leaseInForce(isLarge, call);
    this.isTrying = true;
    const wasDenied = this.denied.has(keyOf(call));
    const isUnproven = (code: string) => unproven.has(code) || (code === 'PERMISSION_DENIED' && !wasDenied);
    const ended = (code: StatusName) => this.tried(candidate, code, isUnproven(code));
    return { connection: isLarge ? candidate.large : candidate.usual, ended, isUnproven };
  }

  leaseInForce(isLarge: boolean, call: Call): Lease {
    const { channels } = this;
    const ended = (code: StatusName) => {
      if (channels === this.channels) this.noteDenied(call, code);
      // A server that refuses a client certificate breaks the connection.
      if (code === 'UNAUTHENTICATED' || code === 'UNAVAILABLE') this.checkFiles();
    };
    return { connection: isLarge ? channels.large : channels.usual, ended, isUnproven: () => false };
  }

  watchedFiles(): readonly WatchedFile[] {
    const lastReloadSuccessful = this.problems.length === 0 && !this.isRefused;
    const named = this.profile.files.filter(existsSync);
    return named.map((file) => ({ file, lastReloadSuccessful, failedReloads: this.failedReloads }));
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await Promise.all([this.channels, this.candidate].map((channels) => channels && closeChannels(channels)));
  }

  private open(profile: Profile): Channels {
    this.parts.secrets.add(profile.apiKey, ...Object.values(profile.metadata ?? {}));
    return openChannels(profile);
  }

  /** Reads the files again if they have changed. What cannot be used leaves the connection in force. */
  private checkFiles(): void {
    const now = performance.now();
    if (now - this.checkedAtMs < checkAgainAfterMs) return;
    this.checkedAtMs = now;
    const before = this.seen;
    this.seen = fingerprint(this.profile.files);
    const hasChanged = this.seen !== before;
    // What was missing may be of a file that only the broken ones name.
    if (!hasChanged && this.problems.length === 0) return;
    try {
      this.take(this.parts.read());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (hasChanged || error.message !== this.problems.join('; ')) {
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
    // What changes while the same files are read is found at the next check.
    if (next.files.join() !== this.profile.files.join()) this.seen = fingerprint(next.files);
    this.profile = next;
    this.problems = [];
    if (previous !== undefined) this.endOld(previous);
    this.parts.log?.info({ address: next.address }, 'connection files reloaded');
  }

  private noteDenied(call: Call, code: StatusName): void {
    if (code === 'PERMISSION_DENIED') this.denied.add(keyOf(call));
    else if (!unproven.has(code)) this.denied.delete(keyOf(call));
  }

  private tried(candidate: Channels, code: StatusName, isUnproven: boolean): void {
    if (this.candidate !== candidate) return;
    this.isTrying = false;
    this.triedAtMs = performance.now();
    if (isUnproven) {
      this.refused(code);
      return;
    }
    const old = this.channels;
    this.channels = candidate;
    this.denied.clear();
    this.candidate = undefined;
    this.isRefused = false;
    setTimeout(() => this.endOld(old), this.parts.requestTimeoutMs).unref();
  }

  private endOld(old: Channels): void {
    closeChannels(old).catch((error: unknown) =>
      this.parts.log?.debug({ error: messageOf(error) }, 'an old connection could not be closed'),
    );
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

/** Answers that do not show that the server accepts the connection. */
const unproven: ReadonlySet<string> = new Set<StatusName>([
  'UNAUTHENTICATED',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
]);

function keyOf({ namespace, method }: Call): string {
  return `${method} ${namespace}`;
}
