/** What is known of a stratum while it is sampled. */
export type Allocatable = Readonly<{
  size: number;
  read: number;
  variance: number;
  /** How many of it can still be read. */
  available: number;
}>;

/** So many of each stratum are read before anything is known of its variance. */
const pilot = 30;

/**
 * How many more of each stratum to read, `budget` in all: one of each and the pilot first, then in proportion to size and spread
 * (Neyman's allocation), never more than the stratum has. A stratum without a spread yet keeps a small share, because
 * waste is rare.
 */
export function allocate(strata: readonly Allocatable[], budget: number): number[] {
  const pilots = strata.map(({ read, available }) => Math.min(available, Math.max(0, pilot - read)));
  const wanted = pilots.reduce((sum, count) => sum + count, 0);
  if (wanted >= budget) return sharePilots(pilots, budget);
  const rest = strata.map(({ available }, index) => available - (pilots[index] ?? 0));
  const smallest = leastSpread(strata);
  const weights = strata.map(({ size, variance }) => size * Math.max(Math.sqrt(variance), smallest));
  const more = share(weights, rest, budget - wanted);
  return pilots.map((count, index) => count + (more[index] ?? 0));
}

/** One of each stratum before a second of any: of a stratum without any, nothing could be said. */
function sharePilots(pilots: readonly number[], budget: number): number[] {
  const first = pilots.map((count) => Math.min(1, count));
  const firsts = first.reduce((sum, count) => sum + count, 0);
  if (firsts >= budget) return share(first, first, budget);
  const rest = pilots.map((count, index) => count - (first[index] ?? 0));
  const more = share(rest, rest, budget - firsts);
  return first.map((count, index) => count + (more[index] ?? 0));
}

function leastSpread(strata: readonly Allocatable[]): number {
  const mean = strata.reduce((sum, { variance }) => sum + Math.sqrt(variance), 0) / Math.max(1, strata.length);
  return mean === 0 ? 1 : 0.1 * mean;
}

/** Divides `budget` by weight, no part above its limit; what a limit cuts off goes to the others. */
function share(weights: readonly number[], limits: readonly number[], budget: number): number[] {
  const given = weights.map(() => 0);
  let left = budget;
  let open = weights.map((_, index) => index).filter((index) => (limits[index] ?? 0) > 0);
  while (left >= 1 && open.length > 0) {
    const total = open.reduce((sum, index) => sum + (weights[index] ?? 0), 0);
    let granted = 0;
    for (const index of open) {
      const room = (limits[index] ?? 0) - (given[index] ?? 0);
      const fair = total === 0 ? left / open.length : (left * (weights[index] ?? 0)) / total;
      const more = Math.min(room, Math.floor(fair));
      given[index] = (given[index] ?? 0) + more;
      granted += more;
    }
    left -= granted;
    open = open.filter((index) => (given[index] ?? 0) < (limits[index] ?? 0));
    if (granted > 0) continue;
    // Less than one for each: the heaviest get it.
    for (const index of [...open].sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0)).slice(0, Math.floor(left)))
      given[index] = (given[index] ?? 0) + 1;
    break;
  }
  return given;
}
