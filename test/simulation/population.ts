import { between, logBetween, type Random } from '../support/random.js';

/** What the executions of one workflow type do, in seconds. */
export type TypeOfWork = Readonly<{
  name: string;
  executions: number;
  /** Activities started per second in which an execution runs none. */
  startsPerIdleSecond: number;
  meanLifeSeconds: number;
  /** Of the activities started, how many are cancelled, at a random instant of their life. */
  cancelledShare: number;
  /** Of the attempts that are not cancelled, how many fail, and how long after it the next one starts. */
  retries?: Readonly<{ failedShare: number; backOffSeconds: number }>;
  /** Between two activities it waits for a timer, which its history shows. */
  sleeps?: boolean;
  /** After so many activities the workflow closes; unless given, it does not. */
  activities?: number;
  /** Its rate swings about the mean: once in a day, by a share of it. */
  rhythm?: Readonly<{ daySeconds: number; swing: number; phase: number }>;
}>;

/** At `at`, a share of the activities of the first type that run then is cancelled. */
export type MassCancel = Readonly<{ at: number; share: number }>;

/** Workflows that start meanwhile, each of one of these types. */
export type Arrivals = Readonly<{ perSecond: number; types: readonly TypeOfWork[] }>;

export type Population = Readonly<{
  types: readonly TypeOfWork[];
  massCancels?: readonly MassCancel[];
  arrivals?: Arrivals;
}>;

/** Types of equal size whose executions start an activity every two minutes, or once in days. */
export function skewed(random: Random, executions = 20_000, types = 40): Population {
  return {
    types: Array.from({ length: types }, (_, index) => ({
      name: `type-${index}`,
      executions: Math.round(executions / types),
      startsPerIdleSecond: 1 / logBetween(random, 300, 3_000_000),
      meanLifeSeconds: 60,
      cancelledShare: between(random, 0.05, 0.2),
    })),
  };
}

/** The same, and each type is busy at another time of the day; a day of one hour is harder to follow than a real one. */
export function daily(random: Random, executions = 20_000, types = 40): Population {
  const population = skewed(random, executions, types);
  const rhythmed = population.types.map((type) => ({
    ...type,
    rhythm: { daySeconds: 3_600, swing: 0.9, phase: random() },
  }));
  return { types: rhythmed };
}

/** The same, and most attempts fail: the next one starts half a minute to five minutes later. */
export function retrying(random: Random, executions = 20_000, types = 40): Population {
  const population = skewed(random, executions, types);
  const withRetries = population.types.map((type) => ({
    ...type,
    retries: { failedShare: 0.8, backOffSeconds: logBetween(random, 30, 300) },
  }));
  return { types: withRetries };
}

/** The skewed population whose workflows wait for timers between their activities. */
export function sleeping(random: Random, executions = 20_000, types = 40): Population {
  const population = skewed(random, executions, types);
  return { types: population.types.map((type) => ({ ...type, sleeps: true })) };
}

/** The skewed population, and 200 workflows that start in every second: each runs one activity, and closes at its end. */
export function arriving(random: Random, perSecond = 200, executions = 20_000, types = 40): Population {
  const population = skewed(random, executions, types);
  const short = Array.from({ length: 10 }, (_, index) => ({
    name: `short-${index}`,
    executions: 0,
    startsPerIdleSecond: 1,
    meanLifeSeconds: 60,
    cancelledShare: between(random, 0.05, 0.2),
    activities: 1,
  }));
  return { ...population, arrivals: { perSecond, types: short } };
}

/** All types alike: no schedule can do better than a sweep by knowing them apart. */
export function uniform(executions = 20_000, types = 40): Population {
  return {
    types: Array.from({ length: types }, (_, index) => ({
      name: `type-${index}`,
      executions: Math.round(executions / types),
      startsPerIdleSecond: 1 / 4_000,
      meanLifeSeconds: 60,
      cancelledShare: 0.1,
    })),
  };
}

/** One type whose executions run one activity after the other, half of them cancelled. */
export function steady(executions: number): Population {
  return {
    types: [{ name: 'steady', executions, startsPerIdleSecond: 1, meanLifeSeconds: 600, cancelledShare: 0.5 }],
  };
}

/** One type whose executions nearly all run one long activity; at `at` nine in ten of these are cancelled. */
export function massCancel(at: number, executions = 5_500): Population {
  return {
    types: [
      {
        name: 'batch',
        executions,
        startsPerIdleSecond: 1 / 5,
        meanLifeSeconds: 36_000,
        cancelledShare: 0,
      },
    ],
    massCancels: [{ at, share: 10 / 11 }],
  };
}
