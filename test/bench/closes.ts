import { runOfCloses } from '../simulation/closed-population.js';
import { percent, type Report } from './report.js';

const closesPerSecond = 5_000;
const seconds = 1_800;
const seeds = Array.from({ length: 10 }, (_, index) => index + 1);

/** How well the waste of executions is estimated that close before any description, far more than can be read. */
export function closesTable(report: Report): void {
  report.section(
    'Workflows that close before they are described (simulation)',
    `${closesPerSecond.toLocaleString('en')} closes per second for ${seconds / 60} minutes, of two workflow types and four ways to close; those drawn are read as the budget allows, and all of them in the end. ${seeds.length} seeds; the error is half the 95 % interval, as a share of the estimate.`,
  );
  const rows = [40, 160].map((readsPerSecond) => {
    const runs = seeds.map((seed) => runOfCloses(seed, { closesPerSecond, readsPerSecond, seconds }));
    const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + of(run), 0);
    const [truth, estimated] = [sum((run) => run.truth), sum((run) => run.estimated)];
    const covered = runs.filter((run) => Math.abs(run.estimated - run.truth) <= 1.96 * run.error).length;
    return [
      readsPerSecond,
      percent(sum(({ reads }) => reads) / (closesPerSecond * seconds * seeds.length)),
      percent(estimated / truth - 1),
      percent((1.96 * sum(({ error }) => error)) / estimated),
      `${covered} of ${seeds.length}`,
    ];
  });
  report.table(
    ['reads/s', 'of the closed, read', 'bias', 'stated error', 'runs whose interval covers the truth'],
    rows,
  );
}
