import { measured } from './measured.js';
import { budgets, seenLive } from './seen-live.js';

export { budgets } from './seen-live.js';

/** How much there is to watch. */
export type Load = Readonly<{
  openExecutions: number;
  /** Activities, over all of these executions. */
  startsPerSecond: number;
}>;

/** What watching it takes, and what comes of it. */
export type Sizing = Load &
  Readonly<{
    /** Describe and history calls per second, over all shards. */
    requestsPerSecond: number;
    /** Of an activity, on average. */
    lifeSeconds: number;
    shards: number;
    memoryMbPerShard: number;
    /** Cores of a processor that a shard keeps busy. */
    cpuPerShard: number;
    /** From the start of the process until all open executions are known, at the default visibility budget. */
    firstPassSeconds: number;
    /** How old a start can be before it is known, where each activity belongs to a workflow of its own. */
    discoveryLagSeconds: number;
    /** Share of the wasted seconds that an observation shows while they happen, by calls per second. */
    seenLive: Readonly<Record<Budget, number>>;
    /** Half the 95 % interval of an hour's estimate of the closed executions that are not read; 0: all are read. */
    estimateError: number;
  }>;

export type Budget = (typeof budgets)[number];

/** What one process watches in moderate memory, and the calls that take it about a quarter of a core. */
const perShard = { executions: 200_000, requestsPerSecond: 500 };
const longLifeSeconds = 60;
/** Of the default settings. */
const defaults = { passIntervalSeconds: 10, visibilityPerSecond: 2, listedPerPage: 1_000, overlapSeconds: 30 };
/** A further call per second is worth its price until so much is seen, or nearly what the largest budget shows. */
const enoughSeen = 0.8;
const nearlyAllSeen = 0.02;
/** Of the budget; the rest goes to what is open. */
const shareForClosed = 0.08;
/** Of what closed unobserved, how many wasted anything: what they wasted is taken to be exponential. */
const wastefulShare = 0.1;

/** The loads that were simulated. */
export function sizingTable(): Sizing[] {
  return seenLive.map(({ openExecutions, startsPerSecond, lifeSeconds, shares }) => {
    const load = { openExecutions, startsPerSecond, lifeSeconds };
    const seen = Object.fromEntries(budgets.map((budget, place) => [budget, shares[place] ?? 0])) as Sizing['seenLive'];
    const enough = Math.min(enoughSeen, Math.max(...shares) - nearlyAllSeen);
    const requestsPerSecond = budgets.find((budget) => seen[budget] >= enough) ?? Math.max(...budgets);
    return { ...load, seenLive: seen, ...needsOf(load, requestsPerSecond) };
  });
}

/** The smallest simulated load of long activities that is at least this one; beyond all of them, the largest. */
export function sizingFor({ openExecutions, startsPerSecond }: Load): Sizing {
  const table = sizingTable().filter(({ lifeSeconds }) => lifeSeconds === longLifeSeconds);
  const covers = (one: Load) => one.openExecutions >= openExecutions && one.startsPerSecond >= startsPerSecond;
  return table.find(covers) ?? (table.at(-1) as Sizing);
}

/** What a budget costs on top of what is to be watched. Executions close as often as activities start, unless told. */
export function needsOf(
  { openExecutions, startsPerSecond, lifeSeconds = longLifeSeconds }: Load & Readonly<{ lifeSeconds?: number }>,
  requestsPerSecond: number,
  closesPerSecond = startsPerSecond,
) {
  const shards = Math.max(
    Math.ceil(openExecutions / perShard.executions),
    Math.ceil(requestsPerSecond / perShard.requestsPerSecond),
  );
  const running = Math.min(openExecutions, startsPerSecond * lifeSeconds);
  const bytes = (openExecutions - running) * measured.bytesPerIdle + running * measured.bytesPerRunning;
  return {
    requestsPerSecond,
    shards,
    memoryMbPerShard: Math.ceil(measured.baseMb + bytes / shards / 1e6),
    cpuPerShard: measured.coresAtRest + (requestsPerSecond / shards) * measured.cpuSecondsPerCall,
    firstPassSeconds: listingSeconds(openExecutions),
    discoveryLagSeconds: lagOf(startsPerSecond),
    estimateError: errorOf(closesPerSecond, requestsPerSecond),
  };
}

function listingSeconds(executions: number): number {
  return Math.ceil(executions / defaults.listedPerPage) / defaults.visibilityPerSecond;
}

/** A pass lists what has started since the last one, and an overlap for what visibility shows late. */
function lagOf(startsPerSecond: number): number {
  const listed = startsPerSecond * (defaults.passIntervalSeconds + defaults.overlapSeconds);
  const passSeconds = listingSeconds(listed);
  return Math.max(defaults.passIntervalSeconds, passSeconds) + passSeconds;
}

function errorOf(closesPerSecond: number, requestsPerSecond: number): number {
  const readsPerSecond = shareForClosed * requestsPerSecond;
  if (readsPerSecond >= closesPerSecond) return 0;
  return 1.96 * Math.sqrt((2 / wastefulShare - 1) / (readsPerSecond * 3_600));
}
