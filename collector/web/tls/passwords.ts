import { createHmac, randomBytes } from 'node:crypto';
import { compare } from 'bcryptjs';
import { InTurn } from '../../async/in-turn.js';

const rememberAtMost = 100;
const rememberMs = 10 * 60_000;
const waitingAtMost = 50;

/** More passwords are waiting to be checked than can be within reason. */
export class TooManyPasswords extends Error {}

/**
 * Checks passwords against bcrypt hashes, one at a time: each takes long on purpose. Answers are remembered under a keyed
 * hash, accepted ones apart from refused ones, so that guessing does not push them out.
 */
export class Passwords {
  private readonly key = randomBytes(32);
  private readonly accepted = new Map<string, number>();
  private readonly refused = new Map<string, number>();
  private readonly checks = new InTurn();
  private waiting = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** An unknown user takes as long as a known one. @throws TooManyPasswords */
  async matches(users: ReadonlyMap<string, string>, user: string, password: string): Promise<boolean> {
    const hash = users.get(user);
    const checked = hash ?? hashOfNoPassword(users);
    const name = this.nameOf(user, checked, password);
    const known = this.remembered(name);
    if (known !== undefined) return known;
    if (this.waiting >= waitingAtMost) throw new TooManyPasswords('too many passwords are being checked');
    this.waiting += 1;
    return this.checks.run(async () => {
      try {
        const meanwhile = this.remembered(name);
        if (meanwhile !== undefined) return meanwhile;
        const matches = (await compare(password, checked)) && hash !== undefined;
        this.remember(matches ? this.accepted : this.refused, name);
        return matches;
      } finally {
        this.waiting -= 1;
      }
    });
  }

  private nameOf(...parts: readonly string[]): string {
    const hmac = createHmac('sha256', this.key);
    for (const part of parts) hmac.update(`${part.length}:${part}`);
    return hmac.digest('base64');
  }

  private remembered(name: string): boolean | undefined {
    const isFresh = (at: number | undefined) => at !== undefined && this.now() - at < rememberMs;
    if (isFresh(this.accepted.get(name))) return true;
    return isFresh(this.refused.get(name)) ? false : undefined;
  }

  private remember(answers: Map<string, number>, name: string): void {
    answers.delete(name);
    answers.set(name, this.now());
    const [oldest] = answers.keys();
    if (answers.size > rememberAtMost && oldest !== undefined) answers.delete(oldest);
  }
}

/** Costs what the first user's hash costs, and matches no password. */
function hashOfNoPassword(users: ReadonlyMap<string, string>): string {
  const [first = ''] = users.values();
  return `$2b$${first.slice(4, 6)}$${'.'.repeat(53)}`;
}
