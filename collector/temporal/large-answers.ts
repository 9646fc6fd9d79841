import { InTurn } from '../async/in-turn.js';
import type { Method } from './methods.js';

/** Remembered so that their next question goes straight to where large answers are taken. */
const rememberAtMost = 1_000;

type Question = Readonly<{ execution?: { workflowId?: string | null; runId?: string | null } | null }>;

/** Questions whose answers are too large for the usual connection: they take turns, so that memory holds one at a time. */
export class LargeAnswers {
  private readonly known = new Set<string>();
  private readonly turns = new InTurn();

  keyOf(method: Method, request: object): string {
    const { execution } = request as Question;
    return `${method} ${execution?.runId ?? ''}`;
  }

  isKnown(key: string): boolean {
    return this.known.has(key);
  }

  add(key: string): void {
    this.known.delete(key);
    this.known.add(key);
    const [oldest] = this.known;
    if (this.known.size > rememberAtMost && oldest !== undefined) this.known.delete(oldest);
  }

  /** Runs after all that came before. */
  inTurn<A>(ask: () => Promise<A>): Promise<A> {
    return this.turns.run(ask);
  }
}
