/** What one look at a workflow with very many pending activities costs, part by part, in this process and without a server. */
import proto from '@temporalio/proto';
import { pino } from 'pino';
import { entriesOf } from '../../collector/findings/entry.js';
import { type Execution, keyOf } from '../../collector/model/execution/execution.js';
import { foldDescription } from '../../collector/model/execution/fold-description.js';
import { foldHistory } from '../../collector/model/execution/fold-history.js';
import type { HistoryEvent, Tail, TailQuestion } from '../../collector/model/execution/history.js';
import { questionFor } from '../../collector/model/execution/history-question.js';
import { notAhead } from '../../collector/model/execution/not-ahead.js';
import { TailCheck } from '../../collector/model/execution/tail-check.js';
import { saveExecution } from '../../collector/state/format.js';
import { Budget } from '../../collector/temporal/budget.js';
import { decodeAnswer } from '../../collector/temporal/connection/codecs.js';
import { decodeDescription } from '../../collector/temporal/decode/description.js';
import { decodeEvent } from '../../collector/temporal/decode/history.js';
import type { FoundExecution } from '../../collector/temporal/source.js';
import { Executions } from '../../collector/watch/executions.js';
import { Observer } from '../../collector/watch/observer.js';
import { createServerClock } from '../../collector/watch/server-clock.js';
import { Wake } from '../../collector/watch/wake.js';
import { waitFor } from '../../tools/wait-for.js';
import { context, limits, newAccount, newScheduler, t0 } from '../support/model.js';
import { answerOf, historyOf } from './large-workflow.js';
import type { Report } from './report.js';
import { Turns } from './turns.js';

const { DescribeWorkflowExecutionResponse } = proto.temporal.api.workflowservice.v1;
const eventsPerPage = 256;

type Answer = Parameters<typeof decodeDescription>[0];
const sizes = [2_500, 5_000, 10_000];

type Costs = Map<string, number>;

async function timed<T>(costs: Costs, part: string, work: () => T | Promise<T>): Promise<T> {
  const before = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(before);
  costs.set(part, (user + system) / 1000);
  return done;
}

const found: FoundExecution = {
  ...{ namespace: 'default', workflowId: 'w', runId: 'r', kind: 'workflow' },
  ...{ workflowType: 'order', taskQueue: 'work', startedAt: t0 },
};

async function costsOf(count: number): Promise<Costs> {
  const costs: Costs = new Map();
  const executions = new Executions('default', newAccount(), newScheduler(), limits, t0);
  await executions.started([found], t0);
  const key = keyOf(found);
  const known = () => executions.get(key) as Execution;

  for (const [round, name] of [
    [1, 'first'],
    [2, 'next'],
  ] as const) {
    const at = t0 + 1_000 * round + 500;
    const bytes = answerOf(count, round);
    const part = <T>(what: string, work: () => T | Promise<T>) => timed(costs, `${name} description: ${what}`, work);
    const answer = await part('protobuf', () => DescribeWorkflowExecutionResponse.decode(bytes));
    const described = await part('decode', () => decodeDescription(answer, { at, rawAt: at }));
    const step = await part('fold', () =>
      foldDescription(known(), notAhead(described.description, at).description, context),
    );
    await part('account, gauges, schedule', () => executions.update(key, step, at));
    await part('save', () =>
      executions.unsaved.take(Number.POSITIVE_INFINITY).changed.map(([, one]) => JSON.stringify(saveExecution(one))),
    );
    executions.unsaved.saved();
    await part('entries of the API', () => [...entriesOf(known(), { now: at, limits })].length);
    if (round === 1) await readHistory(costs, count, executions, key);
  }
  return costs;
}

async function readHistory(costs: Costs, count: number, executions: Executions, key: string): Promise<void> {
  const known = () => executions.get(key) as Execution;
  const tail = await timed(costs, 'history: decode, page by page', () => tailOf(count, questionFor(known())));
  const step = await timed(costs, 'history: fold', () => foldHistory(known(), tail, limits));
  await timed(costs, 'history: account, gauges, schedule', () => executions.update(key, step, t0 + 2_000));
}

function tailOf(count: number, question: TailQuestion): Tail {
  const raw = historyOf(count);
  const events: HistoryEvent[] = [];
  const check = new TailCheck(question);
  for (let from = 0; from < raw.length; from += eventsPerPage) {
    const page = raw.slice(from, from + eventsPerPage).map((event) => decodeEvent(event, 'r'));
    events.push(...page);
    check.add(page);
  }
  return { events, newestEventId: 2 * count + 4, tooLong: false };
}

/** The observer at work, from the answer on: milliseconds of the longest turn of the event loop. */
async function longestTurnMs(count: number): Promise<number> {
  const scheduler = newScheduler();
  const executions = new Executions('default', newAccount(), scheduler, limits, 0);
  await executions.started([found], t0);
  const key = keyOf(found);
  const answers = [1, 2, 3, 4].map((round) => answerOf(count, round));
  const tail = tailOf(count, { after: 0, attemptsStartedAt: new Map(), knownScheduledEventIds: new Set() });
  const wake = new Wake();
  let round = 0;
  const observer = new Observer({
    ...{ executions, scheduler, context, budget: new Budget(1_000), wake, clock: createServerClock() },
    source: {
      describe: async () => {
        const bytes = answers[Math.min(round, 3)] ?? new Uint8Array();
        round += 1;
        const at = t0 + 1_000 * round;
        await nextTurn();
        const answer = await decodeAnswer('DescribeWorkflowExecution', bytes);
        return await decodeDescription(answer as Answer, { at, rawAt: at });
      },
      readTail: async () => {
        await nextTurn();
        return tail;
      },
    },
    log: pino({ level: 'silent' }),
  });
  const running = observer.run();
  const turns = new Turns();
  const isEnough = () => {
    scheduler.put({ key, task: 'describe' }, { urgency: 'new', workflowType: found.workflowType });
    wake.now();
    return round > 4;
  };
  await waitFor(isEnough, { what: 'four descriptions', deadlineMs: 120_000 });
  observer.stop();
  await running;
  return turns.stop();
}

function nextTurn(): Promise<void> {
  return new Promise((resume) => setImmediate(resume));
}

/** What one look at a workflow with very many activities costs, and the longest time that it holds the event loop. */
export async function foldTable(report: Report): Promise<void> {
  report.section(
    'One workflow with very many pending activities',
    'All of them cancelled, with heartbeats; milliseconds of the processor, in the benchmark’s own process. The parts are measured one by one; the last line is the observer at work, which divides decoding and folding into slices.',
  );
  await costsOf(2_500);
  const costs: Costs[] = [];
  for (const size of sizes) costs.push(await costsOf(size));
  const turns: number[] = [];
  for (const size of sizes) turns.push(await longestTurnMs(size));
  const parts = [...(costs[0]?.keys() ?? [])];
  report.table(
    ['ms', ...sizes.map((size) => size.toLocaleString('en')), 'goal'],
    [
      ...parts.map((part) => [part, ...costs.map((one) => (one.get(part) ?? 0).toFixed(0)), '']),
      ['longest time that nothing else could run', ...turns.map((ms) => ms.toFixed(0)), '100'],
    ],
  );
}
