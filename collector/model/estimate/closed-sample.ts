import { ByName } from '../by-name.js';
/** Executions that closed unobserved are told apart by these. */
export type Stratum = Readonly<{ workflowType: string; status: string }>;

/** One that is to be read; `probability` is the chance that it had. */
export type Drawn = Readonly<{ stratum: Stratum; probability: number }>;

/** What an execution that was read says about those that were not. */
export type Estimate = Readonly<{ seconds: number; varianceSeconds2: number }>;

/** While no more wait than this, all are read. */
const backlogWanted = 1_000;
/** In a second. */
const levelFallsBy = 0.9;
const levelGrowsBy = 1.05;
const leastLevel = 0.001;
/** So many of each stratum are read as if their waste were average before their own spread counts. */
const priorReads = 20;
/** No stratum is read more often, or more rarely, than this times the average. */
const mostWeight = 5;
const leastWeight = 0.2;
const halfLifeReads = 5_000;

type Spread = { reads: number; squares: number };

/**
 * Which of the executions that closed unobserved are read when there are too many: each by chance, with a probability that
 * is settled before anything of it is known. Each one read then stands for those like it (Horvitz and Thompson): unbiased
 * whatever the probabilities are, and most exact when they follow the spread of what is wasted (Neyman's allocation).
 */
export class ClosedSample {
  private readonly spreads = new ByName<Spread>(() => ({ reads: 0, squares: 0 }));
  private readonly all: Spread = { reads: 0, squares: 0 };
  private level = 1;

  constructor(private readonly random: () => number) {}

  /** The more wait, the fewer are drawn. @param seconds since it was called last */
  steer(waiting: number, seconds: number): void {
    if (waiting > backlogWanted) this.level = Math.max(leastLevel, this.level * levelFallsBy ** seconds);
    else if (waiting < backlogWanted / 2) this.level = Math.min(1, this.level * levelGrowsBy ** seconds);
  }

  /**
   * @param listedShare of the executions like this one, how many were listed at all
   * @returns undefined: it is not read
   */
  draw(stratum: Stratum, listedShare = 1): Drawn | undefined {
    const chance = this.level === 1 ? 1 : Math.min(1, this.level * this.weightOf(stratum));
    return chance < 1 && this.random() >= chance ? undefined : { stratum, probability: chance * listedShare };
  }

  /** One that was drawn has been read. */
  read({ stratum, probability }: Drawn, wastedSeconds: number): Estimate {
    this.learn(stratum, wastedSeconds);
    const others = 1 / probability - 1;
    return { seconds: wastedSeconds * others, varianceSeconds2: (wastedSeconds ** 2 * others) / probability };
  }

  private learn(stratum: Stratum, wastedSeconds: number): void {
    for (const one of [this.spreads.at(keyOf(stratum)), this.all]) {
      const kept = 1 - 1 / halfLifeReads;
      one.reads = one.reads * kept + 1;
      one.squares = one.squares * kept + wastedSeconds ** 2;
    }
  }

  private weightOf(stratum: Stratum): number {
    const mean = this.all.squares / Math.max(1, this.all.reads);
    if (mean === 0) return 1;
    const { reads, squares } = this.spreads.at(keyOf(stratum));
    const own = (squares + priorReads * mean) / (reads + priorReads);
    return Math.min(mostWeight, Math.max(leastWeight, Math.sqrt(own / mean)));
  }
}

function keyOf({ workflowType, status }: Stratum): string {
  return `${status} ${workflowType}`;
}
