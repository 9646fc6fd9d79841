/** Starting as many answers takes about 3 ms, on top of what has made the first of them ready. */
const atOnce = 4;
/** About 10 ms. */
const inOneTurn = 16;

/**
 * Lets a few through at once, and those that wait in later turns of the event loop, a few in each: a thousand who share an
 * answer would block it. A single one does not wait for the next turn, which may be long where much else is under way.
 */
export class TurnGate {
  private readonly waiting: (() => void)[] = [];
  private passedInTurn = 0;

  async pass(): Promise<void> {
    if (this.passedInTurn === 0) setImmediate(this.nextTurn);
    if (this.waiting.length > 0 || this.passedInTurn >= atOnce)
      return new Promise((resolve) => this.waiting.push(resolve));
    this.passedInTurn += 1;
  }

  private readonly nextTurn = () => {
    const next = this.waiting.splice(0, inOneTurn);
    this.passedInTurn = next.length;
    if (next.length > 0) setImmediate(this.nextTurn);
    for (const resolve of next) resolve();
  };
}
