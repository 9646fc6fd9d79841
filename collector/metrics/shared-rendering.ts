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

type Latest = Readonly<{ rendered: Rendered; usedUntil: number }>;

/** What /metrics answers. Whoever asks while a rendering is under way, or right after a long one, gets that one. */
export class SharedRendering {
  private readonly underWay = new Map<Format, Promise<Rendered>>();
  private readonly latest = new Map<Format, Latest>();
  /** The end of the last one begun: one at a time, over all formats. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly render: (format: Format) => Promise<Rendered>,
    private readonly clock: Clock = { nowMs: () => performance.now(), cpuMs },
  ) {}

  async get(format: Format): Promise<Rendered> {
    const latest = this.latest.get(format);
    if (latest !== undefined && this.clock.nowMs() < latest.usedUntil) return latest.rendered;
    return await (this.underWay.get(format) ?? this.begin(format));
  }

  private begin(format: Format): Promise<Rendered> {
    const rendering = this.last.then(() => this.measured(format)).finally(() => this.underWay.delete(format));
    this.underWay.set(format, rendering);
    this.last = rendering.catch(() => undefined);
    return rendering;
  }

  private async measured(format: Format): Promise<Rendered> {
    const { nowMs, cpuMs } = this.clock;
    const before = cpuMs();
    const rendered = await this.render(format);
    this.latest.set(format, { rendered, usedUntil: nowMs() + usedAgainForMs(cpuMs() - before) });
    return rendered;
  }
}

/** Of the whole process: what else it does meanwhile counts, what other processes do does not. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
