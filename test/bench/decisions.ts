import { Scheduler } from '../../collector/model/schedule/scheduler.js';
import { skewed } from '../simulation/population.js';
import { seeded } from '../support/random.js';
import type { Report } from './report.js';

const decisions = 200_000;
/** The same at every size, so that the same share of what is wanted is scarce. */
const everySeconds = 20;
const shownPerSecond = 5_000;

/** What it costs to decide which call comes next, and to take over what the answer showed. */
export function decisionTable(report: Report): void {
  report.section(
    'Deciding which call comes next',
    `One decision is: take the next call, learn from its answer, schedule the execution again; ${decisions.toLocaleString('en')} of them, executions of 40 workflow types, a budget with which each is described every ${everySeconds} s on average, no call. The price that is set once a second is included: with fewer calls per second, each bears a larger part of it.`,
  );
  const rows = [10_000, 100_000].map((executions) => {
    const micros = microsPerDecision(executions);
    const share = `${((micros * shownPerSecond) / 1e4).toFixed(1)} %`;
    return [executions.toLocaleString('en'), executions / everySeconds, micros.toFixed(1), share, '5 %'];
  });
  const ofCore = `of a core at ${shownPerSecond.toLocaleString('en')}/s`;
  report.table(['executions', 'calls/s', 'µs per decision', ofCore, 'goal'], rows);
}

function microsPerDecision(executions: number): number {
  const perSecond = executions / everySeconds;
  let now = 0;
  const scheduler = new Scheduler({
    budgetPerSecond: () => perSecond,
    maxObservationAgeMs: 3_600_000,
    monotonicMs: () => now,
  });
  const random = seeded(1);
  const typeOf = skewed(random, executions).types.flatMap(({ name, executions: count }) =>
    Array.from({ length: count }, () => name),
  );
  for (const [index, workflowType] of typeOf.entries())
    scheduler.put({ key: `${index}`, task: 'describe' }, { urgency: 'unseen', workflowType });
  let before = process.cpuUsage();
  let made = 0;
  // Everything is described once before it counts.
  for (let turn = -executions; made < decisions; turn++) {
    if (turn === 0) before = process.cpuUsage();
    now += 1_000 / perSecond;
    const job = scheduler.take();
    if (job === undefined) continue;
    if (turn >= 0) made += 1;
    const workflowType = typeOf[Number(job.key)] ?? '';
    const isRunning = random() < 0.1;
    const pace = scheduler.observed(job.key, {
      ...{ workflowType, after: isRunning ? 'active' : 'idle', seconds: 20 },
      before: turn < 0 ? undefined : 'idle',
      grownEvents: isRunning ? 6 : 0,
    });
    scheduler.put({ key: job.key, task: 'describe' }, { urgency: isRunning ? 'active' : 'idle', workflowType, pace });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / made;
}
