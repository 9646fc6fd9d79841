/** Sums over the values of a sample of one stratum; executions that were read and have nothing of it count as zeros. */
export type Sums = Readonly<{ sum: number; sumOfSquares: number }>;

/** One stratum: how many executions it has, and how many of them were read. */
export type Stratum = Readonly<{ size: number; read: number }>;

export type Estimate = Readonly<{ total: number; interval: readonly [low: number, high: number] | undefined }>;

export const noSums: Sums = { sum: 0, sumOfSquares: 0 };

export function addValue({ sum, sumOfSquares }: Sums, value: number): Sums {
  return { sum: sum + value, sumOfSquares: sumOfSquares + value * value };
}

/**
 * The total over all strata, estimated from simple random samples of each without replacement, with its 95 % interval
 * (Student's t with Satterthwaite's degrees of freedom; Cochran, Sampling Techniques, 5.4). Exact, without an interval,
 * where every execution was read. A stratum of which nothing was read adds nothing: the caller reports it.
 */
export function estimateTotal(parts: readonly (Stratum & Sums)[]): Estimate {
  let total = 0;
  let known = 0;
  let variance = 0;
  let freedomSum = 0;
  let isExact = true;
  for (const { size, read, sum, sumOfSquares } of parts) {
    known += sum;
    if (read === 0) {
      if (size > 0) isExact = false;
      continue;
    }
    total += (size * sum) / read;
    if (read >= size) continue;
    isExact = false;
    const ofStratum = (size * (size - read) * varianceOf(read, sum, sumOfSquares)) / read;
    variance += ofStratum;
    if (read > 1) freedomSum += ofStratum ** 2 / (read - 1);
  }
  if (isExact) return { total, interval: undefined };
  const freedom = freedomSum === 0 ? Number.POSITIVE_INFINITY : variance ** 2 / freedomSum;
  const halfWidth = studentT975(freedom) * Math.sqrt(variance);
  // What was read is certain: the total is never below it.
  return { total, interval: [Math.max(known, total - halfWidth), total + halfWidth] };
}

/** Variance of the values of a sample; from a single value none can be computed, so its square is used. */
export function varianceOf(read: number, sum: number, sumOfSquares: number): number {
  if (read <= 1) return sumOfSquares;
  return Math.max(0, (sumOfSquares - (sum * sum) / read) / (read - 1));
}

/** The 97.5 % quantile of Student's t (Cornish-Fisher expansion about the normal quantile; Abramowitz and Stegun 26.7.5). */
export function studentT975(degreesOfFreedom: number): number {
  const z = 1.959964;
  const f = Math.max(1, degreesOfFreedom);
  if (!Number.isFinite(f)) return z;
  if (f < 1.5) return 12.706;
  if (f < 2.5) return 4.303;
  if (f < 3.5) return 3.182;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + g1 / f + g2 / f ** 2 + g3 / f ** 3;
}
