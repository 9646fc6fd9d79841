import { createHmac, randomBytes } from 'node:crypto';
import { Bcrypt } from './bcrypt.js';
import { type Asker, CheckQueue } from './check-queue.js';

const rememberAtMost = 100;
const rememberMs = 10 * 60_000;

export type Credentials = Readonly<{ user: string; password: string }>;

/**
 * Checks passwords against bcrypt hashes. Answers are remembered under a keyed hash, accepted ones apart from refused ones, so
 * that guessing does not push them out. An accepted one is remembered until it has not been used for a while: behind an
 * ingress it would otherwise have to wait among the guesses of others.
 */
export class Passwords {
  private readonly key = randomBytes(32);
  private readonly accepted = new Map<string, number>();
  private readonly refused = new Map<string, number>();
  private readonly bcrypt = new Bcrypt();
  private readonly checks: CheckQueue;

  constructor(private readonly monotonicMs: () => number = () => performance.now()) {
    this.checks = new CheckQueue(monotonicMs);
  }

  /** An unknown user takes as long as a known one. @throws TooManyPasswords */
  async matches(users: ReadonlyMap<string, string>, given: Credentials, asker: Asker): Promise<boolean> {
    const { user, password } = given;
    const hash = users.get(user);
    const name = this.nameOf(user, hash ?? '', password);
    const known = this.remembered(name);
    if (known !== undefined) return known;
    return this.checks.ask(name, asker, async () => {
      const matches = await this.bcrypt.matches(password, hash, users.values());
      this.remember(matches ? this.accepted : this.refused, name);
      return matches;
    });
  }

  private nameOf(...parts: readonly string[]): string {
    const hmac = createHmac('sha256', this.key);
    for (const part of parts) hmac.update(`${part.length}:${part}`);
    return hmac.digest('base64');
  }

  private remembered(name: string): boolean | undefined {
    const isFresh = (at: number | undefined) => at !== undefined && this.monotonicMs() - at < rememberMs;
    if (isFresh(this.accepted.get(name))) {
      this.remember(this.accepted, name);
      return true;
    }
    return isFresh(this.refused.get(name)) ? false : undefined;
  }

  private remember(answers: Map<string, number>, name: string): void {
    answers.delete(name);
    answers.set(name, this.monotonicMs());
    const [oldest] = answers.keys();
    if (answers.size > rememberAtMost && oldest !== undefined) answers.delete(oldest);
  }
}
