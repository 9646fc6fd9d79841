import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { getRounds } from 'bcryptjs';
import type { BcryptQuestion } from './bcrypt-thread.js';
import { bcryptThread } from './generated/bcrypt-thread.js';

const megabytesAtMost = 64;

/** Checks passwords in a thread: each takes long on purpose, and nothing else waits for it. */
export class Bcrypt {
  constructor(private readonly ask: (question: BcryptQuestion) => Promise<readonly boolean[]> = askThread()) {}

  /** Takes the same time for a user that is not known (no `hash`), and whichever of the `hashes` in use it is. */
  async matches(password: string, hash: string | undefined, hashes: Iterable<string>): Promise<boolean> {
    const cost = Math.max(...[...hashes].map(getRounds));
    const [first] = await this.ask({ password, hashes: equallyCostly(hash, cost) });
    return hash !== undefined && first === true;
  }
}

/** One question at a time. The thread starts with the first, and again after it has failed. */
function askThread(): (question: BcryptQuestion) => Promise<readonly boolean[]> {
  let thread: Worker | undefined;
  return async (question) => {
    thread ??= new Worker(bcryptThread, { eval: true, resourceLimits: { maxOldGenerationSizeMb: megabytesAtMost } });
    thread.unref();
    thread.postMessage(question);
    try {
      const [answer] = await once(thread, 'message');
      return answer;
    } catch (error) {
      thread = undefined;
      throw error;
    }
  };
}

/** A check at cost c takes 2^c steps: one at c, c + 1, … and n - 1 take as many together as one at n. */
function equallyCostly(hash: string | undefined, cost: number): string[] {
  if (hash === undefined) return [hashOfNoPassword(cost)];
  const more = Array.from({ length: cost - getRounds(hash) }, (_, n) => hashOfNoPassword(getRounds(hash) + n));
  return [hash, ...more];
}

/** Matches no password. */
function hashOfNoPassword(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`;
}
