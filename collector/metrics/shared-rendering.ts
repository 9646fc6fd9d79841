import { InTurn } from '../async/in-turn.js';
import { type Reusable, Shared } from '../async/shared.js';
import type { Format, Rendered } from './exposition.js';

/** So that no number of scrapes takes much more than a tenth of the time; what takes no longer than this is always fresh. */
const costsNothingMs = 15;
const usedAgainTimes = 10;
const usedAgainAtMostMs = 1_000;

/** For how long a rendering that took this much of the processor is used again. */
export function usedAgainForMs(cpuMs: number): number {
  return Math.min(usedAgainTimes * Math.max(0, cpuMs - costsNothingMs), usedAgainAtMostMs);
}

type Clock = Readonly<{ nowMs: () => number; cpuMs: () => number }>;

/** What /metrics answers. Whoever asks while a rendering is under way, or right after a long one, gets that one. */
export class SharedRendering {
  private readonly shared: Shared<Rendered>;
  /** One at a time, over all formats. */
  private readonly inTurn = new InTurn();

  constructor(
    private readonly render: (format: Format) => Promise<Rendered>,
    private readonly clock: Clock = { nowMs: () => performance.now(), cpuMs },
  ) {
    this.shared = new Shared(clock.nowMs);
  }

  get(format: Format): Promise<Rendered> {
    return this.shared.get(format, () => this.inTurn.run(() => this.measured(format)));
  }

  private async measured(format: Format): Promise<Reusable<Rendered>> {
    const before = this.clock.cpuMs();
    const value = await this.render(format);
    return { value, forMs: usedAgainForMs(this.clock.cpuMs() - before) };
  }
}

/** Of the whole process: what else it does meanwhile counts, what other processes do does not. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
