/** One holder at a time; those who wait get it in the order in which they came. */
export class Lock {
  private last: Promise<void> = Promise.resolve();

  /** @returns what gives the lock back */
  async take(): Promise<() => void> {
    const before = this.last;
    let giveBack: () => void = () => undefined;
    this.last = new Promise((resolve) => {
      giveBack = resolve;
    });
    await before;
    return giveBack;
  }

  /** Gives up waiting once `abandoned` rejects. @throws what `abandoned` rejects with */
  async takeUnless(abandoned: Promise<never>): Promise<() => void> {
    const taken = this.take();
    try {
      return await Promise.race([taken, abandoned]);
    } catch (error) {
      void taken.then((giveBack) => giveBack());
      throw error;
    }
  }
}

export type Account = 'savings' | 'checking';

export function newLocks(): Readonly<Record<Account, Lock>> {
  return { savings: new Lock(), checking: new Lock() };
}
