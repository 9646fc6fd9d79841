import { Scheduler } from '../../collector/model/schedule/scheduler.js';
import { skewed } from '../simulation/population.js';
import { seeded } from '../support/random.js';
import type { Report } from './report.js';

const perSecond = 5_000;
const decisions = 200_000;

/** What it costs to decide which call comes next, and to take over what the answer showed. */
export function decisionTable(report: Report): void {
  report.section(
    'Deciding which call comes next',
    `One decision is: take the next call, learn from its answer, schedule the execution again; ${perSecond.toLocaleString('en')} a second for ${decisions / perSecond} seconds, executions of 40 workflow types, without any call.`,
  );
  const rows = [10_000, 100_000].map((executions) => {
    const micros = microsPerDecision(executions);
    return [executions.toLocaleString('en'), micros.toFixed(1), `${((micros * perSecond) / 1e4).toFixed(1)} %`, '5 %'];
  });
  report.table(['executions', 'µs per decision', `of a core at ${perSecond.toLocaleString('en')}/s`, 'goal'], rows);
}

function microsPerDecision(executions: number): number {
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
  // Everything is described once before it counts.
  for (let decision = -executions; decision < decisions; decision++) {
    if (decision === 0) before = process.cpuUsage();
    now += 1_000 / perSecond;
    const job = scheduler.take();
    if (job === undefined) continue;
    const workflowType = typeOf[Number(job.key)] ?? '';
    const isRunning = random() < 0.1;
    const pace = scheduler.observed(job.key, {
      ...{ workflowType, after: isRunning ? 'active' : 'idle', seconds: 20 },
      before: decision < 0 ? undefined : 'idle',
      grownEvents: isRunning ? 6 : 0,
    });
    scheduler.put({ key: job.key, task: 'describe' }, { urgency: isRunning ? 'active' : 'idle', workflowType, pace });
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / decisions;
}
