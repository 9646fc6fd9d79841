/** Longest that one slice holds the event loop, but for the item that it ends with. */
const usualMs = 10;
const itemsPerCheck = 64;

/** Divides long work: other work goes first whenever a slice of some milliseconds is over. */
export class Slices {
  private startedAt = performance.now();

  constructor(private readonly atMostMs = usualMs) {}

  get isOver(): boolean {
    return performance.now() - this.startedAt >= this.atMostMs;
  }

  async pauseIfDue(): Promise<void> {
    if (this.isOver) await this.pause();
  }

  async pause(): Promise<void> {
    await new Promise<void>((resume) => setImmediate(resume));
    this.startedAt = performance.now();
  }
}

/** Does something with each item; in between, everything else in the process has its turn. @param slices of work that this is a part of */
export async function inSlices<T>(
  items: Iterable<T>,
  work: (item: T) => void,
  slices: Slices = new Slices(),
): Promise<void> {
  let sinceCheck = 0;
  for (const item of items) {
    work(item);
    sinceCheck += 1;
    if (sinceCheck < itemsPerCheck) continue;
    sinceCheck = 0;
    await slices.pauseIfDue();
  }
}

/** The same with work that offers pauses between its steps; what follows it begins with a new slice. @returns what it ends with */
export async function finishInSlices<T>(steps: Generator<void, T>): Promise<T> {
  const slices = new Slices();
  for (;;) {
    const { done, value } = steps.next();
    if (slices.isOver) await slices.pause();
    if (done) return value;
  }
}
