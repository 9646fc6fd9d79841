/** Runs tasks one after another, in the order in which they came. */
export class InTurn {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const done = this.last.then(task);
    // The caller handles a failure; the next task only waits for the end of this one.
    this.last = done.catch(() => undefined);
    return done;
  }
}
