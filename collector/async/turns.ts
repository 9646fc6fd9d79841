import { Slices } from './slices.js';

/** One caller alone has done soon. */
const restOfOne = 0.25;

/**
 * Lets the long work of many callers take turns: one slice of one caller's work at a time, and after it a rest as long as it was.
 * However many callers there are, together they hold the event loop for one slice, and take half of its time at most; one
 * alone takes four fifths.
 */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private isServing = false;

  /** Does something with each item, in as many slices as that takes. */
  async each<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
    const iterator = items[Symbol.iterator]();
    let isDone = false;
    while (!isDone) isDone = await this.once(() => workOff(iterator, work));
  }

  /** Does in one slice what cannot be divided. @returns what the work returns, or fails with what it throws */
  once<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.waiting.push(() => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
      if (this.isServing) return;
      this.isServing = true;
      setImmediate(this.serveNext);
    });
  }

  private readonly serveNext = (): void => {
    const slice = this.waiting.shift();
    this.isServing = slice !== undefined;
    if (slice === undefined) return;
    const startedAt = performance.now();
    slice();
    const tookMs = performance.now() - startedAt;
    setTimeout(this.serveNext, this.waiting.length === 0 ? restOfOne * tookMs : tookMs);
  };
}

/** Works on as many items as a slice has time for. @returns whether they were the last */
function workOff<T>(items: Iterator<T>, work: (item: T) => void): boolean {
  const slice = new Slices();
  for (let item = items.next(); !item.done; item = items.next()) {
    work(item.value);
    if (slice.isOver) return false;
  }
  return true;
}
