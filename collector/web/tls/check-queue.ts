import { isIPv6 } from 'node:net';
import { setTimeout } from 'node:timers/promises';

const waitingAtMost = 1_024;
const waitingOfSourceAtMost = 128;
const sourcesAtMost = 1_000;
const suspectForMs = 60_000;
/** An answer to a wrong password is held back while as many as this wait; a connection without an answer is cut after 30 s. */
const crowd = 3;
const heldBackAtMostMs = 25_000;
const heldBackStepMs = 1_000;

export type Asker = Readonly<{
  address: string;
  /** Aborted when the answer is of no use any more. */
  left?: AbortSignal;
}>;

/** Too many other passwords of this source are waiting to be checked. */
export class TooManyPasswords extends Error {}

type Waiting = {
  source: string;
  /** Those that wait for the answer. */
  askers: number;
  readonly check: () => Promise<boolean>;
  readonly answer: Promise<boolean>;
  readonly resolve: (answer: Promise<boolean>) => void;
  readonly reject: (error: Error) => void;
};

/**
 * Checks that wait for their turn, one of which runs at a time. Sources with and without a wrong password in the last minute
 * take turns, and of each the newest and the oldest: who has the right password waits for four others at most, whether a flood of
 * guesses came before or after. A wrong password is answered late while others wait, so that a flood that
 * renews itself does not fill the queue again. Beyond its bound a source loses its oldest.
 */
export class CheckQueue {
  /** By what is checked; the newest last. */
  private readonly waiting = new Map<string, Waiting>();
  private readonly running = new Map<string, Promise<boolean>>();
  /** When a source last had a wrong password; the newest last. */
  private readonly wrongAt = new Map<string, number>();

  private turn = 0;

  constructor(
    private readonly monotonicMs: () => number,
    private readonly pause: (ms: number) => Promise<void> = (ms) => setTimeout(ms, undefined, { ref: false }),
  ) {}

  /** Whoever asks for the same shares the answer; a check that every client has abandoned is skipped. @throws TooManyPasswords */
  ask(key: string, { address, left }: Asker, check: () => Promise<boolean>): Promise<boolean> {
    const running = this.running.get(key);
    if (running !== undefined) return running;
    const source = sourceOf(address);
    const known = this.waiting.get(key);
    const entry = known ?? { source, askers: 0, ...deferred(), check };
    entry.source = source;
    entry.askers += 1;
    this.waiting.delete(key);
    this.makeRoom(source);
    this.waiting.set(key, entry);
    left?.addEventListener('abort', () => {
      entry.askers -= 1;
      if (entry.askers === 0 && this.waiting.get(key) === entry) this.refuse(key);
    });
    this.runNext();
    return entry.answer;
  }

  private makeRoom(source: string): void {
    const keys = this.keysOf(source);
    if (keys.length >= waitingOfSourceAtMost) this.refuse(keys[0]);
    if (this.waiting.size < waitingAtMost) return;
    const [oldest] = this.waiting.keys();
    const suspect = [...this.waiting].find(([, entry]) => this.isSuspect(entry.source));
    this.refuse(suspect?.[0] ?? oldest);
  }

  private keysOf(source: string): string[] {
    return [...this.waiting].filter(([, entry]) => entry.source === source).map(([key]) => key);
  }

  private refuse(key: string | undefined): void {
    if (key === undefined) return;
    this.waiting.get(key)?.reject(new TooManyPasswords('too many passwords are waiting to be checked'));
    this.waiting.delete(key);
  }

  private runNext(): void {
    if (this.running.size > 0) return;
    const next = this.next();
    if (next === undefined) return;
    const [key, { source, check, resolve }] = next;
    this.waiting.delete(key);
    const checked = check();
    const answer = checked.then(async (isRight) => {
      if (!isRight) await this.holdBack();
      return isRight;
    });
    this.running.set(key, answer);
    resolve(answer);
    const ended = () => {
      this.running.delete(key);
      this.runNext();
    };
    checked.then((isRight) => {
      if (!isRight) this.noteWrong(source);
      ended();
    }, ended);
  }

  private async holdBack(): Promise<void> {
    for (let ms = 0; ms < heldBackAtMostMs && this.waiting.size >= crowd; ms += heldBackStepMs)
      await this.pause(heldBackStepMs);
  }

  private next(): [string, Waiting] | undefined {
    const all = [...this.waiting];
    if (all.length === 0) return undefined;
    const trusted = all.filter(([, { source }]) => !this.isSuspect(source));
    const suspect = all.filter(([, { source }]) => this.isSuspect(source));
    const [first, second] = this.turn % 4 < 2 ? [trusted, suspect] : [suspect, trusted];
    const next = (first.length > 0 ? first : second).at(this.turn % 2 === 0 ? -1 : 0);
    this.turn += 1;
    return next;
  }

  private isSuspect(source: string): boolean {
    return this.monotonicMs() - (this.wrongAt.get(source) ?? Number.NEGATIVE_INFINITY) < suspectForMs;
  }

  private noteWrong(source: string): void {
    this.wrongAt.delete(source);
    this.wrongAt.set(source, this.monotonicMs());
    const [oldest] = this.wrongAt.keys();
    if (this.wrongAt.size > sourcesAtMost && oldest !== undefined) this.wrongAt.delete(oldest);
  }
}

/** An IPv4 address, or the network of 64 bits that one customer has of IPv6. */
export function sourceOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const groups = (text: string | undefined) => (text ? text.split(':') : []);
  const [before, after] = [groups(head), groups(tail)];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array<string>(zeros).fill('0'), ...after].slice(0, 4).join(':');
}

function deferred() {
  let resolve: Waiting['resolve'] = () => undefined;
  let reject: Waiting['reject'] = () => undefined;
  const answer = new Promise<boolean>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { answer, resolve, reject };
}
