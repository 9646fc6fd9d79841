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

/** The columns of some rows. */
type Block = {
  readonly keys: string[];
  readonly names: (Names | undefined)[];
  readonly numbers: Float64Array;
  used: number;
};

const rowsPerBlock = 1_024;
const numbersPerRow = 6;
const namesAtMost = 10_000;
const unknown = Number.NaN;

/** Executions at rest as rows of numbers, in a third of the memory: of 100,000 that are followed, most run nothing. */
export class RestingExecutions {
  /** A block of which no row is in use is dropped. */
  private readonly blocks: (Block | undefined)[] = [];
  private rows = 0;
  private readonly unused: number[] = [];
  /** Rows share the names of their types and queues. */
  private readonly known = new Map<string, Names>();

  /** @param row in which it was until now @returns the row in which it is from now on */
  put(execution: Execution, row = this.newRow()): number {
    const { keys, names, numbers } = this.blockOf(row);
    const index = row % rowsPerBlock;
    const before = names[index];
    keys[index] = execution.key;
    names[index] = before !== undefined && hasNames(before, execution) ? before : this.sharedNames(execution);
    const place = index * numbersPerRow;
    numbers[place] = execution.startedAt ?? unknown;
    numbers[place + 1] = execution.discoveredAt;
    numbers[place + 2] = execution.describedAt ?? unknown;
    numbers[place + 3] = execution.describedRawAt ?? unknown;
    numbers[place + 4] = execution.historyLength;
    numbers[place + 5] = execution.examinedUpTo ?? unknown;
    return row;
  }

  get(row: number): Execution {
    const { keys, names, numbers } = this.blockOf(row);
    const index = row % rowsPerBlock;
    const key = keys[index] as string;
    const { namespace, kind, workflowType, taskQueue } = names[index] as Names;
    const { workflowId, runId } = idsOf(key);
    const place = index * numbersPerRow;
    // Written out as `discovered` is: with spreads, it took ten times as long.
    return {
      namespace,
      workflowId,
      runId,
      key,
      kind,
      workflowType,
      taskQueue,
      startedAt: known(numbers[place]),
      discoveredAt: numbers[place + 1] as Millis,
      describedAt: known(numbers[place + 2]),
      describedRawAt: known(numbers[place + 3]),
      workflowCancelRequested: false,
      historyLength: numbers[place + 4] as number,
      examinedUpTo: known(numbers[place + 5]),
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
    const block = this.blockOf(row);
    const index = row % rowsPerBlock;
    block.keys[index] = '';
    block.numbers.fill(unknown, index * numbersPerRow, (index + 1) * numbersPerRow);
    block.used -= 1;
    if (block.used === 0) this.blocks[Math.floor(row / rowsPerBlock)] = undefined;
    this.unused.push(row);
  }

  /** The instant since which all of them have been described or, before their first description, found. */
  get observedSince(): Millis {
    let oldest = Number.POSITIVE_INFINITY;
    for (const block of this.blocks)
      for (let place = 0; block !== undefined && place < block.numbers.length; place += numbersPerRow) {
        // NaN, where a row is not in use, is not less.
        const at = known(block.numbers[place + 2]) ?? (block.numbers[place + 1] as Millis);
        if (at < oldest) oldest = at;
      }
    return oldest;
  }

  private newRow(): number {
    const row = this.unused.pop() ?? this.rows;
    this.rows = Math.max(this.rows, row + 1);
    const at = Math.floor(row / rowsPerBlock);
    const block = this.blocks[at] ?? newBlock();
    block.used += 1;
    this.blocks[at] = block;
    return row;
  }

  private blockOf(row: number): Block {
    return this.blocks[Math.floor(row / rowsPerBlock)] as Block;
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

function newBlock(): Block {
  return {
    keys: Array(rowsPerBlock).fill(''),
    names: Array(rowsPerBlock).fill(undefined),
    numbers: new Float64Array(rowsPerBlock * numbersPerRow).fill(unknown),
    used: 0,
  };
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
