import { ours } from '../simulation/ours.js';
import { massCancel, type Population, steady } from '../simulation/population.js';
import { simulate } from '../simulation/run.js';
import type { Report } from './report.js';

const seeds = [1, 2, 3, 4, 5];

type Case = Readonly<{ population: Population; seconds: number; fromSeconds?: number }>;

/** How soon the cancellation of an activity that is known to run is seen. */
export function delayTable(report: Report): void {
  report.section(
    'From the request to the first Describe that shows it (simulation)',
    '100 calls/s; mean of five seeds. *Few*: 400 executions, of which nearly all run an activity and half of those are cancelled at a random instant. *Mass cancellation*: 5,000 of 5,500 known running activities of one type are cancelled at once.',
  );
  const few = delaysOf({ population: steady(400), seconds: 1_200, fromSeconds: 60 });
  const many = delaysOf({ population: massCancel(300), seconds: 420 });
  report.table(
    ['of', 'share of them', 'seen within', 'goal'],
    [
      ['few', 'half', `${few(0.5)} s`, '4 s'],
      ['few', '95 %', `${few(0.95)} s`, '10 s'],
      ['a mass cancellation', '90 %', `${many(0.9)} s`, '60 s'],
      ['a mass cancellation', 'all', `${many(1)} s`, '90 s'],
    ],
  );
}

/** @returns the mean, over the seeds, of the delay within which a share of the cancelled ones is seen */
function delaysOf(one: Case): (share: number) => string {
  const runs = seeds.map((seed) => simulate({ ...one, policy: ours, budgetPerSecond: 100, seed }).delays);
  return (share) => {
    const each = runs.map(
      (delays) => delays[Math.min(delays.length - 1, Math.floor(share * delays.length))] ?? Number.NaN,
    );
    return (each.reduce((sum, delay) => sum + delay, 0) / each.length).toFixed(1);
  };
}
