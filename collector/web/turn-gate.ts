/** Starting this many answers takes about 10 ms. */
const inOneTurn = 16;

/** Lets those that wait through, a few in each turn of the event loop: a thousand who share an answer would block it. */
export class TurnGate {
  private readonly waiting: (() => void)[] = [];

  pass(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) setImmediate(this.letThrough);
    });
  }

  private readonly letThrough = () => {
    for (const resolve of this.waiting.splice(0, inOneTurn)) resolve();
    if (this.waiting.length > 0) setImmediate(this.letThrough);
  };
}
