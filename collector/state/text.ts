import type { AccountData } from '../model/account-data.js';
import { type Execution, keyOf } from '../model/execution.js';
import { type SavedNamespace, saveExecution } from './format.js';

/** A namespace to be saved: its executions as they are now. */
export type LiveNamespace = Omit<SavedNamespace, 'executions'> & Readonly<{ executions: Iterable<Execution> }>;

type Kept = Readonly<{
  examinedUpTo: number | undefined;
  historyLength: number;
  closedAt: number | undefined;
  text: string;
}>;

/**
 * Writes the state as JSON text. Of thousands of executions only a few change from one second to the next: the text of
 * one that has nothing but its mark is kept.
 */
export class StateText {
  private kept = new Map<string, Kept>();

  write(savedAt: number, account: AccountData, live: readonly LiveNamespace[], unwatched: readonly SavedNamespace[]) {
    const kept = new Map<string, Kept>();
    const namespaces = live.map(({ executions, ...rest }) => {
      const texts = Array.from(executions, (execution) => this.textOf(execution, kept));
      return `${JSON.stringify(rest).slice(0, -1)},"executions":[${texts.join(',')}]}`;
    });
    this.kept = kept;
    const head = JSON.stringify({ format: 'deadbeat-state', version: 1, savedAt, account }).slice(0, -1);
    return `${head},"namespaces":[${[...namespaces, ...unwatched.map((one) => JSON.stringify(one))].join(',')}]}`;
  }

  private textOf(execution: Execution, kept: Map<string, Kept>): string {
    const { attempts, ending, openFacts, orphans, examinedUpTo, historyLength, closedAt } = execution;
    const isPlain = attempts.size + ending.length + openFacts.size + orphans.length === 0;
    if (!isPlain) return JSON.stringify(saveExecution(execution));

    const key = keyOf(execution);
    const known = this.kept.get(key);
    const isSame =
      known !== undefined &&
      known.examinedUpTo === examinedUpTo &&
      known.historyLength === historyLength &&
      known.closedAt === closedAt;
    const entry = isSame
      ? known
      : { examinedUpTo, historyLength, closedAt, text: JSON.stringify(saveExecution(execution)) };
    kept.set(key, entry);
    return entry.text;
  }
}
