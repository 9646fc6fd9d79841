import { bestPeriods } from '../simulation/best-periods.js';
import { describedLearner } from '../simulation/learner.js';
import { ours, oursWith } from '../simulation/ours.js';
import { knownRates, knownRatesFollowing, sweep } from '../simulation/policies.js';
import type { PolicyFor } from '../simulation/policy.js';
import { arriving, daily, type Population, retrying, skewed, sleeping, uniform } from '../simulation/population.js';
import { simulate } from '../simulation/run.js';
import { seeded } from '../support/random.js';
import { percent, type Report } from './report.js';

const seeds = [1, 2, 3, 4, 5];
const policies: Readonly<Record<string, PolicyFor>> = {
  sweep,
  'known rates': knownRates,
  'known rates, following what runs': knownRatesFollowing,
  'best periods': bestPeriods,
  'plain learner': describedLearner,
  Deadbeat: ours,
};

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** By simulation, the same seeds for all policies. */
export function policyTables(report: Report): void {
  report.section(
    'Wasted seconds missed live, by policy (simulation)',
    '20,000 open executions of 40 workflow types, activities of 60 s on average, 5 to 20 % of them cancelled at a random instant; half an hour from a cold start, mean of five seeds. A wasted second is missed when it passes before the first Describe that shows the cancel request. `known rates` is told each type’s start rate and mean life, and describes each type so often that one more Describe would gain the same for every type; it is not an upper bound. `best periods` is told the same and more: it describes each type at the best period while idle and at another while it runs, knows all executions from the start, reads no history and leaves out what is worth little; what is left between it and Deadbeat is the cold start, the histories, `--max-observation-age` and what is not known yet. `sweep` describes all in turn; the `plain learner` only counts starts by type. `daily`: the same types, each busy at another time of a day of one hour.',
  );
  report.table(
    [
      ...['population', 'calls/s', ...Object.keys(policies)],
      ...['best periods ÷ known rates', 'Deadbeat ÷ known rates', 'Deadbeat ÷ sweep'],
    ],
    [
      rowOf('skewed', 100, (seed) => skewed(seeded(seed))),
      rowOf('skewed', 50, (seed) => skewed(seeded(seed))),
      rowOf(
        'skewed, with `--max-observation-age 10h`',
        50,
        (seed) => skewed(seeded(seed)),
        oursWith({ maxObservationAgeMs: 36_000_000 }),
      ),
      rowOf('skewed, 100,000 executions, two seeds', 500, (seed) => skewed(seeded(seed), 100_000), ours, [1, 2]),
      rowOf('uniform', 100, () => uniform()),
      rowOf('daily', 100, (seed) => daily(seeded(seed))),
    ],
  );

  report.section(
    'Known starts (simulation)',
    'The skewed population, wasted seconds missed live as above. *retries*: four in five attempts fail, and the next one of an activity starts 30 s to 5 min later, by workflow type; Describe names that instant. *timers*: workflows sleep between their activities; the history that is read after an activity shows when the timer fires. `without` is the same schedule without that knowledge.',
  );
  const failing = (seed: number) => retrying(seeded(seed));
  const asleep = (seed: number) => sleeping(seeded(seed));
  report.table(
    ['population', 'calls/s', 'sweep', 'Deadbeat without', 'Deadbeat', 'Deadbeat ÷ without'],
    [100, 50].flatMap((budgetPerSecond) => [
      knownStartsRow('retries', budgetPerSecond, failing, oursWith({ knowsRetries: false })),
      knownStartsRow('timers', budgetPerSecond, asleep, oursWith({ knowsTimers: false })),
    ]),
  );

  report.section(
    '200 new workflows per second (simulation)',
    'The skewed population, and 200 workflows that start in every second: each runs one activity of 60 s on average, 5 to 20 % of them cancelled at a random instant, and closes at its end, so that 12,000 are open at a time. They cause 96 % of the wasted seconds. A pass every 10 s lists what has started and closed. 15 minutes from a cold start, one random population. The history of each that was described is read once it has closed; Deadbeat draws a sample of the others. *in time*: described before it closed; *first Describe*: of those, from the start of the workflow, half of them and 95 %.',
  );
  report.table(
    ['calls/s', 'policy', 'in time', 'first Describe', 'missed live', 'missed of the new', 'of the others'],
    [100, 500, 1_000].flatMap((budgetPerSecond) =>
      Object.entries({ sweep, Deadbeat: ours }).map(([name, policy]) => arrivalsRow(name, policy, budgetPerSecond)),
    ),
  );
}

function rowOf(
  name: string,
  budgetPerSecond: number,
  populationFor: (seed: number) => Population,
  deadbeat: PolicyFor = ours,
  ofSeeds = seeds,
) {
  const missed = Object.values({ ...policies, Deadbeat: deadbeat }).map((policy) =>
    missedBy(policy, budgetPerSecond, populationFor, ofSeeds),
  );
  const [bySweep = 0, byKnown = 0, , byBestPeriods = 0] = missed;
  const our = missed.at(-1) ?? 0;
  const ratios = [byBestPeriods / byKnown, our / byKnown, our / bySweep];
  return [name, budgetPerSecond, ...missed.map(percent), ...ratios.map((ratio) => ratio.toFixed(2))];
}

function knownStartsRow(
  name: string,
  budgetPerSecond: number,
  populationFor: (seed: number) => Population,
  unknowing: PolicyFor,
) {
  const [bySweep = 0, without = 0, our = 0] = [sweep, unknowing, ours].map((policy) =>
    missedBy(policy, budgetPerSecond, populationFor),
  );
  return [name, budgetPerSecond, ...[bySweep, without, our].map(percent), (our / without).toFixed(2)];
}

/** Mean share of the wasted seconds missed live, over the seeds. */
function missedBy(
  policy: PolicyFor,
  budgetPerSecond: number,
  populationFor: (seed: number) => Population,
  ofSeeds = seeds,
): number {
  return mean(
    ofSeeds.map((seed) => {
      const run = { population: populationFor(seed), policy, budgetPerSecond, seconds: 1_800, seed };
      return simulate(run).unseenShare;
    }),
  );
}

function arrivalsRow(name: string, policy: PolicyFor, budgetPerSecond: number) {
  const run = { population: arriving(seeded(1)), policy, budgetPerSecond, seconds: 900, seed: 1 };
  const { ofArrivals, unseenShare, wastedSeconds } = simulate(run);
  if (ofArrivals === undefined) throw new Error('no workflow started meanwhile');
  const { describedShare, delays } = ofArrivals;
  const at = (share: number) => `${(delays[Math.floor(share * delays.length)] ?? Number.NaN).toFixed(0)} s`;
  const all = wastedSeconds + ofArrivals.wastedSeconds;
  const missed = (wastedSeconds * unseenShare + ofArrivals.wastedSeconds * ofArrivals.unseenShare) / all;
  return [
    ...[budgetPerSecond, name, percent(describedShare), `${at(0.5)}, ${at(0.95)}`],
    ...[percent(missed), percent(ofArrivals.unseenShare), percent(unseenShare)],
  ];
}
