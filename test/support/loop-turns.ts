import { afterEach, beforeEach, vi } from 'vitest';

/** Items that each take a tenth of a millisecond of a clock that nothing else moves, counted by turn of the event loop. */
export class LoopTurns {
  /** How many were worked on in each turn in which there were any. */
  perTurn: number[] = [];
  private nowMs = 0;
  private isOver = false;

  /** For every test of the file that calls this. */
  constructor() {
    beforeEach(() => {
      this.nowMs = 0;
      this.perTurn = [0];
      this.isOver = false;
      vi.spyOn(performance, 'now').mockImplementation(() => this.nowMs);
      setImmediate(this.turn);
    });
    afterEach(() => {
      this.isOver = true;
      vi.restoreAllMocks();
    });
  }

  readonly work = (): void => {
    this.nowMs += 0.1;
    this.perTurn[this.perTurn.length - 1] = (this.perTurn.at(-1) ?? 0) + 1;
  };

  get total(): number {
    return this.perTurn.reduce((sum, items) => sum + items, 0);
  }

  get most(): number {
    return Math.max(...this.perTurn);
  }

  private readonly turn = () => {
    if (this.perTurn.at(-1) !== 0) this.perTurn.push(0);
    if (!this.isOver) setImmediate(this.turn);
  };
}
