import type { Effect } from '../model/account/effect.js';
import { ClosedSample, type Drawn, type Stratum } from '../model/estimate/closed-sample.js';

/** Executions found only after they closed wait at most in this number for their examination. */
const atMost = 10_000;

export type FinalEstimate = Readonly<{ workflowType: string; seconds: number; varianceSeconds2: number }>;

/** The executions that closed before they were described: which of them are read, and what those say about the rest. */
export class ClosedBacklog {
  private readonly waiting = new Set<string>();
  /** Those that stand for others, until all of them is read. */
  private readonly drawn = new Map<string, { drawn: Drawn; wastedMs: number }>();
  private readonly sample: ClosedSample;
  private steeredAtMs: number;

  constructor(
    random: () => number = Math.random,
    private readonly monotonicMs: () => number = () => performance.now(),
  ) {
    this.sample = new ClosedSample(random);
    this.steeredAtMs = monotonicMs();
  }

  /** @returns whether it is to be read */
  admit(key: string, stratum: Stratum, listedShare: number): boolean {
    const now = this.monotonicMs();
    this.sample.steer(this.waiting.size, (now - this.steeredAtMs) / 1000);
    this.steeredAtMs = now;
    if (this.waiting.size >= atMost) return false;
    const drawn = this.sample.draw(stratum, listedShare);
    if (drawn === undefined) return false;
    this.waiting.add(key);
    this.drawn.set(key, { drawn, wastedMs: 0 });
    return true;
  }

  /** Something of it has been read, with these effects. */
  read(key: string, effects: readonly Effect[]): void {
    this.waiting.delete(key);
    const one = this.drawn.get(key);
    if (one === undefined) return;
    for (const effect of effects) if (effect.kind === 'wasted') one.wastedMs += effect.changeMs;
  }

  /** All of it has been read. */
  finish(key: string): FinalEstimate | undefined {
    this.waiting.delete(key);
    const one = this.drawn.get(key);
    if (one === undefined) return undefined;
    this.drawn.delete(key);
    const { workflowType } = one.drawn.stratum;
    return { workflowType, ...this.sample.read(one.drawn, one.wastedMs / 1000) };
  }

  /** It cannot be read any more: it stands for nothing. */
  lose(key: string): void {
    this.waiting.delete(key);
    this.drawn.delete(key);
  }
}
