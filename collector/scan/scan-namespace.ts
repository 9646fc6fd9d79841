import { TemporalError } from '../errors.js';
import type { Millis } from '../model/activity/activity.js';
import { discovered, type Execution, keyOf, needsHistory } from '../model/execution/execution.js';
import type { FoldContext } from '../model/execution/fold-context.js';
import { foldDescription } from '../model/execution/fold-description.js';
import { foldHistory } from '../model/execution/fold-history.js';
import { questionFor } from '../model/execution/history-question.js';
import { notAhead } from '../model/execution/not-ahead.js';
import type { UnexplainedSlots } from '../model/workers/unexplained-slots.js';
import type { Budget } from '../temporal/budget.js';
import type { FoundExecution, Listing, Source } from '../temporal/source.js';
import { observeClock, type ServerClock } from '../watch/server-clock.js';
import { concurrently } from './concurrently.js';
import { Problems } from './problems.js';
import { isPassing, withRetries } from './retry.js';

/** How far back closed workflows are examined for activities that they left behind. */
export const closedForMs = 10 * 60_000;
const listAtMostMs = 10 * 60_000;
const inFlightAtMost = 32;
/** After this many executions in a row for which the server did not answer, the rest is not asked for. */
const giveUpAfter = 32;

export type ScanParts = Readonly<{
  namespace: string;
  source: Source;
  /** Learns which workers have stopped reporting; called before anything is listed, and when all is examined. @throws TemporalError */
  readWorkers: () => Promise<void>;
  budget: Budget;
  clock: ServerClock;
  context: FoldContext;
  /** Compares the workers' reports with all that was found running: some losses turn out not to be proven. */
  judgeLosses: (executions: readonly Execution[]) => readonly Execution[];
  /** Slots that nothing of it explains, of executions that are all that there are; undefined: this cannot be told. */
  unexplainedSlots: (executions: readonly Execution[]) => readonly UnexplainedSlots[] | undefined;
  /** Called as executions are found and examined. */
  progress: (found: number, examined: number) => void;
}>;

/** What one scan of a namespace found. */
export type NamespaceScan = Readonly<{
  namespace: string;
  /** The server's time when the scan ended. */
  endedAt: Millis;
  /** Those examined. */
  executions: readonly Execution[];
  /** Closed workflows were examined back to this instant, but for `closedNotExamined` that were too many to list. */
  closedSince: Millis;
  closedNotExamined: number;
  /** Slots in use that no running activity explains; undefined: this cannot be told. */
  unexplainedSlots: readonly UnexplainedSlots[] | undefined;
  /** Why it is not complete; empty: it is. */
  problems: readonly string[];
}>;

/** Lists everything, describes everything once, and reads the history of what was cancelled. Never throws. */
export async function scanNamespace(parts: ScanParts): Promise<NamespaceScan> {
  const { namespace, clock, progress } = parts;
  const problems = new Problems();
  const closedSince = clock.now() - closedForMs;
  const readWorkers = () => withRetries(parts.readWorkers).catch((error) => problems.addError(error));
  // What their slots held then was running in a workflow that is listed, and what they still hold at the end never ended.
  await readWorkers();
  const { found, closedNotExamined } = await listAll(parts, closedSince, problems);
  progress(found.length, 0);

  const executions: Execution[] = [];
  let unanswered = 0;
  const examineOne = async (one: FoundExecution) => {
    try {
      const execution = await examine(parts, one, problems);
      if (execution !== undefined) executions.push(execution);
      unanswered = 0;
    } catch (error) {
      unanswered = isPassing(error) ? unanswered + 1 : 0;
      problems.addError(error);
    }
    progress(0, 1);
  };
  const left = await concurrently(found, inFlightAtMost, examineOne, () => unanswered < giveUpAfter);
  if (left > 0) problems.add('gave up because Temporal did not answer', left);
  await readWorkers();
  const endedAt = clock.now();
  const judged = parts.judgeLosses(executions);
  const seesAll = problems.lines().length === 0 && closedNotExamined === 0;
  const unexplainedSlots = seesAll ? parts.unexplainedSlots(judged) : undefined;
  return {
    ...{ namespace, endedAt, executions: judged, closedSince, closedNotExamined, unexplainedSlots },
    problems: problems.lines(),
  };
}

async function listAll({ source }: ScanParts, closedSince: Millis, problems: Problems) {
  const bounds = { signal: new AbortController().signal, until: Date.now() + listAtMostMs };
  const found = new Map<string, FoundExecution>();
  let closedNotExamined = 0;
  try {
    const add = (listing: Listing) => {
      // A workflow that closes between the two listings is in both.
      for (const one of listing.found) found.set(keyOf(one), one);
      problems.add('listed without an execution ID', listing.unreadable);
    };
    add(await withRetries(() => source.open(bounds)));
    const standalone = await withRetries(() => source.openStandalone(bounds));
    if (standalone !== undefined) add(standalone);
    const closed = await withRetries(() => source.closed({ since: closedSince, fresh: closedSince }, bounds));
    add(closed);
    closedNotExamined = closed.missed;
  } catch (error) {
    problems.addError(error);
  }
  return { found: [...found.values()], closedNotExamined };
}

/** Undefined when the server no longer has it. @throws TemporalError */
async function examine(parts: ScanParts, one: FoundExecution, problems: Problems): Promise<Execution | undefined> {
  const { source, budget, clock, context } = parts;
  const found = discovered(one, clock.now());
  try {
    const seen = await withRetries(async () => {
      await budget.take();
      return source.describe(found);
    });
    observeClock(clock, found, seen.description);
    const { description, ahead } = notAhead(seen.description, clock.now());
    for (const cause of seen.unreadable) problems.add(`description not readable: ${cause}`);
    problems.add('description not readable: time_ahead', ahead);
    const { execution } = foldDescription(found, description, context);
    return await withHistory(parts, execution, problems);
  } catch (error) {
    if (error instanceof TemporalError && error.isOfMissingExecution) return undefined;
    throw error;
  }
}

/** Without its history, what was seen still counts; only when its cancellation was requested is not known. */
async function withHistory({ source, budget, context }: ScanParts, execution: Execution, problems: Problems) {
  if (!needsHistory(execution)) return execution;
  try {
    const tail = await withRetries(async () => {
      await budget.take();
      return source.readTail(execution, questionFor(execution));
    });
    if (tail.tooLong) problems.add('history too long to read');
    return foldHistory(execution, tail, context.limits).execution;
  } catch (error) {
    problems.addError(error);
    return execution;
  }
}
