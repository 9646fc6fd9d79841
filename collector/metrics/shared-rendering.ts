import { InTurn } from '../async/in-turn.js';
import { type Reusable, Shared } from '../async/shared.js';
import type { Format, Rendered } from './exposition.js';

/** So that no number of scrapes takes much more than a tenth of the time; a few in a row that cost little are all fresh. */
const shareOfTime = 0.1;
const savedAtMostMs = 50;
const usedAgainAtMostMs = 1_000;

/** How much of the processor renderings may take: it grows with time, up to a limit. */
class Allowance {
  private leftMs = savedAtMostMs;
  private at = Number.NEGATIVE_INFINITY;

  /** @returns for how long a rendering that took this much is used again */
  spend(cpuMs: number, nowMs: number): number {
    this.leftMs = Math.min(savedAtMostMs, this.leftMs + (nowMs - this.at) * shareOfTime) - cpuMs;
    this.at = nowMs;
    return Math.min(usedAgainAtMostMs, Math.max(0, -this.leftMs / shareOfTime));
  }
}

type Clock = Readonly<{ nowMs: () => number; cpuMs: () => number }>;

/** What /metrics answers. Whoever asks while a rendering is under way, or while renderings have taken their share of the processor, gets the last one. */
export class SharedRendering {
  private readonly shared: Shared<Rendered>;
  /** One at a time, over all formats. */
  private readonly inTurn = new InTurn();
  private readonly allowance = new Allowance();

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
    return { value, forMs: this.allowance.spend(this.clock.cpuMs() - before, this.clock.nowMs()) };
  }
}

/** Of the whole process: what else it does meanwhile counts, what other processes do does not. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
