import { inSlices } from '../async/slices.js';
import type { Millis } from '../model/activity/activity.js';
import { discovered, type Execution, type ExecutionKind, isPlain, keyOf } from '../model/execution/execution.js';
import { historyWanted } from '../model/schedule/wanted.js';
import type { FoundClosed, FoundExecution } from '../temporal/source.js';
import { closedAsListed } from './closed-as-listed.js';
import type { Lifecycle, LifecycleParts } from './lifecycle.js';

export type CountedSince = Readonly<{
  /** Executions that started before this instant are in the account from their first description on. */
  accountSince: Millis;
  /** Until when another process may count an execution that is new here; undefined: none counts it. */
  takenOverAt: (found: FoundExecution) => Millis | undefined;
}>;

/** Takes over what listings name: which executions are new, and which of the followed ones have closed. */
export class Intake {
  constructor(
    private readonly parts: Omit<LifecycleParts, 'namespace' | 'effects' | 'limits'>,
    private readonly lifecycle: Lifecycle,
    private readonly counted: CountedSince,
  ) {}

  /**
   * Takes over executions that are open.
   * @param named takes the keys of those that are followed then
   * @returns those that were not known
   */
  async started(found: readonly FoundExecution[], now: Millis, named?: Set<string>): Promise<FoundExecution[]> {
    const { followed, finished } = this.parts;
    const unknown: FoundExecution[] = [];
    await inSlices(found, (one) => {
      const key = keyOf(one);
      const known = followed.get(key);
      // The text that is held anyway: 100,000 copies of it take memory.
      if (known !== undefined) named?.add(known.key);
      if (known !== undefined || finished.has(key)) return;
      this.add(discovered(one, now, key));
      named?.add(key);
      unknown.push(one);
    });
    return unknown;
  }

  /**
   * Takes over a complete listing of open executions of a kind; `passStartedAt` is when the listing began.
   * @returns those that were not known
   */
  async listed(
    kind: ExecutionKind,
    found: readonly FoundExecution[],
    passStartedAt: Millis,
    now: Millis,
  ): Promise<readonly FoundExecution[]> {
    const open = new Set<string>();
    const unknown = await this.started(found, now, open);
    await this.onlyOpen(kind, open, passStartedAt, now);
    return unknown;
  }

  /** A complete listing of a kind, which began at `startedAt`, has named these alone as open. */
  async onlyOpen(kind: ExecutionKind, open: ReadonlySet<string>, startedAt: Millis, now: Millis): Promise<void> {
    const { followed } = this.parts;
    await inSlices(followed.values(), (execution) => {
      const { key } = execution;
      if (execution.kind !== kind) return;
      const mayHaveClosed = !open.has(key) && execution.closedAt === undefined && execution.discoveredAt < startedAt;
      if (!mayHaveClosed || execution.foundClosed || followed.leaving.has(key)) return;
      if (execution.describedAt !== undefined) this.describeSoon(execution);
      else if (isPlain(execution)) this.examineLater(execution, now);
    });
  }

  /**
   * Takes over executions that have closed recently, whether they were followed or not.
   * @param listedShare of all that closed recently, how many are listed
   */
  foundClosed(found: readonly FoundClosed[], now: Millis, listedShare = 1): void {
    const { followed, finished } = this.parts;
    for (const one of found) {
      const key = keyOf(one);
      if (finished.has(key) || followed.leaving.has(key)) continue;
      const known = followed.get(key);
      if (known === undefined) this.examineLater(discovered(one, now), now, one, listedShare);
      else if (known.closedAt === undefined && !known.foundClosed) this.hasClosed(known, one, now);
    }
  }

  /** It is no longer listed as open: a description shows what became of it. */
  describeSoon({ key, workflowType }: Execution): void {
    this.parts.scheduler.put({ key, task: 'describe' }, { urgency: 'left_list', workflowType });
  }

  /** What a followed execution did up to its close is read from history alone; a description then shows what it left unfinished. */
  private hasClosed(execution: Execution, { historyLength = 0 }: FoundClosed, now: Millis): void {
    const { followed, unsaved, scheduler } = this.parts;
    const { key, describedAt, examinedUpTo, workflowType } = execution;
    if (describedAt === undefined) {
      if (isPlain(execution)) this.examineLater(execution, now);
      return;
    }
    followed.leaving.add(key);
    if (examinedUpTo === undefined || historyLength <= examinedUpTo) {
      this.describeSoon(execution);
      return;
    }
    const closed = { ...execution, historyLength: Math.max(historyLength, execution.historyLength) };
    followed.set(key, closed);
    unsaved.mayWait(key);
    scheduler.remove({ key, task: 'describe' });
    const urgency = closed.attempts.size > 0 ? 'urgent_history' : historyWanted(closed).urgency;
    scheduler.put({ key, task: 'history' }, { urgency, workflowType });
  }

  /** Treats an execution that closed before its first description as one that closed before any pass had listed it. */
  private examineLater(execution: Execution, now: Millis, listed?: FoundClosed, listedShare = 1): void {
    const { key, examinedUpTo, workflowType } = execution;
    const stratum = { workflowType, status: listed?.status ?? '' };
    // Whose history is in the account up to a mark was watched before: it is not given up.
    if (examinedUpTo === undefined && !this.parts.closedBacklog.admit(key, stratum, listedShare))
      this.lifecycle.giveUp(key, now);
    else this.add(closedAsListed(execution, listed, this.counted.accountSince));
  }

  private add(found: Execution): void {
    const { followed, unsaved } = this.parts;
    const takenOverAt = followed.has(found.key) ? undefined : this.counted.takenOverAt(found);
    const execution = takenOverAt === undefined ? found : ({ ...found, isHandedOver: true, takenOverAt } as const);
    followed.set(execution.key, execution);
    unsaved.found(execution);
    this.lifecycle.reschedule(execution.key, execution.discoveredAt);
  }
}
