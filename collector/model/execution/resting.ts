import type { Millis } from '../activity/activity.js';
import { type Execution, emptyList, idsOf } from './execution.js';
import { noEntries } from './small-map.js';

/** What a row keeps of an execution; all else is the same in all that rest. The compiler asks for every new field. */
const fields = {
  ...{ key: 'kept', namespace: 'kept', workflowId: 'kept', runId: 'kept' },
  ...{ kind: 'kept', workflowType: 'kept', taskQueue: 'kept' },
  ...{ startedAt: 'kept', discoveredAt: 'kept', describedAt: 'kept', describedRawAt: 'kept' },
  ...{ historyLength: 'kept', examinedUpTo: 'kept' },
  ...{ activities: 'empty', attempts: 'empty', ending: 'empty', openFacts: 'empty', orphans: 'empty' },
  workflowCancelRequested: 'false',
  ...{ closedAt: 'absent', deleted: 'absent', foundClosed: 'absent', closedEarly: 'absent' },
  ...{ isHandedOver: 'absent', takenOverAt: 'absent', isGapCounted: 'absent' },
} as const satisfies Record<keyof Execution, 'kept' | 'empty' | 'false' | 'absent'>;
const absent = (Object.keys(fields) as (keyof Execution)[]).filter((field) => fields[field] === 'absent');

/** Nothing of it runs, is open or was left behind. */
export function isAtRest(execution: Execution): boolean {
  const { workflowCancelRequested, activities, attempts, ending, openFacts, orphans } = execution;
  if (workflowCancelRequested || activities.length + attempts.size > 0) return false;
  if (ending.length + openFacts.size + orphans.length > 0) return false;
  for (const field of absent) if (execution[field] !== undefined) return false;
  return true;
}

type Names = Pick<Execution, 'namespace' | 'kind' | 'workflowType' | 'taskQueue'>;

const rowsPerBlock = 1_024;
const numbersPerRow = 6;
const namesAtMost = 10_000;
const unknown = Number.NaN;

/** Executions at rest as rows of numbers, in a third of the memory: of 100,000 that are followed, most run nothing. */
export class RestingExecutions {
  private readonly keys: string[] = [];
  private readonly names: Names[] = [];
  private readonly blocks: Float64Array[] = [];
  private readonly unused: number[] = [];
  /** Rows share the names of their types and queues. */
  private readonly known = new Map<string, Names>();

  /** @param row in which it was until now @returns the row in which it is from now on */
  put(execution: Execution, row = this.unused.pop() ?? this.keys.length): number {
    const before = this.names[row];
    this.keys[row] = execution.key;
    this.names[row] = before !== undefined && hasNames(before, execution) ? before : this.sharedNames(execution);
    if (row >= this.blocks.length * rowsPerBlock) this.blocks.push(new Float64Array(rowsPerBlock * numbersPerRow));
    const block = this.blockOf(row);
    const place = placeOf(row);
    block[place] = execution.startedAt ?? unknown;
    block[place + 1] = execution.discoveredAt;
    block[place + 2] = execution.describedAt ?? unknown;
    block[place + 3] = execution.describedRawAt ?? unknown;
    block[place + 4] = execution.historyLength;
    block[place + 5] = execution.examinedUpTo ?? unknown;
    return row;
  }

  get(row: number): Execution {
    const key = this.keys[row] as string;
    const { namespace, kind, workflowType, taskQueue } = this.names[row] as Names;
    const { workflowId, runId } = idsOf(key);
    const block = this.blockOf(row);
    const place = placeOf(row);
    // Written out as `discovered` is: with spreads, it took ten times as long.
    return {
      namespace,
      workflowId,
      runId,
      key,
      kind,
      workflowType,
      taskQueue,
      startedAt: known(block[place]),
      discoveredAt: block[place + 1] as Millis,
      describedAt: known(block[place + 2]),
      describedRawAt: known(block[place + 3]),
      workflowCancelRequested: false,
      historyLength: block[place + 4] as number,
      examinedUpTo: known(block[place + 5]),
      activities: emptyList,
      attempts: noEntries,
      ending: emptyList,
      openFacts: noEntries,
      orphans: emptyList,
    };
  }

  /** Whether the row holds exactly this. */
  holds(row: number, execution: Execution): boolean {
    const held = this.get(row);
    return (
      isAtRest(execution) &&
      held.key === execution.key &&
      hasNames(held, execution) &&
      held.startedAt === execution.startedAt &&
      held.discoveredAt === execution.discoveredAt &&
      held.describedAt === execution.describedAt &&
      held.describedRawAt === execution.describedRawAt &&
      held.historyLength === execution.historyLength &&
      held.examinedUpTo === execution.examinedUpTo
    );
  }

  release(row: number): void {
    this.keys[row] = '';
    this.blockOf(row).fill(unknown, placeOf(row), placeOf(row) + numbersPerRow);
    this.unused.push(row);
  }

  /** The instant since which all of them have been described or, before their first description, found. */
  get observedSince(): Millis {
    let oldest = Number.POSITIVE_INFINITY;
    for (let row = 0; row < this.keys.length; row += 1) {
      const block = this.blockOf(row);
      const place = placeOf(row);
      // NaN, where a row is not in use, is not less.
      const at = known(block[place + 2]) ?? (block[place + 1] as Millis);
      if (at < oldest) oldest = at;
    }
    return oldest;
  }

  private blockOf(row: number): Float64Array {
    return this.blocks[Math.floor(row / rowsPerBlock)] as Float64Array;
  }

  private sharedNames({ namespace, kind, workflowType, taskQueue }: Execution): Names {
    const id = JSON.stringify([namespace, kind, workflowType, taskQueue]);
    const same = this.known.get(id);
    if (same !== undefined) return same;
    if (this.known.size >= namesAtMost) this.known.clear();
    const names = { namespace, kind, workflowType, taskQueue };
    this.known.set(id, names);
    return names;
  }
}

/** Of the first number of a row in its block. */
function placeOf(row: number): number {
  return (row % rowsPerBlock) * numbersPerRow;
}

function known(number = unknown): number | undefined {
  return Number.isNaN(number) ? undefined : number;
}

function hasNames(names: Names, { namespace, kind, workflowType, taskQueue }: Execution): boolean {
  return (
    names.workflowType === workflowType &&
    names.taskQueue === taskQueue &&
    names.kind === kind &&
    names.namespace === namespace
  );
}
