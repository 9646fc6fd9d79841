import type { AccountData } from '../model/account-data.js';
import { isOwed } from '../model/attempt.js';
import type { Execution } from '../model/execution.js';
import { type SavedNamespace, saveExecution } from './format.js';

/** A namespace to be saved: its executions as they are now. */
export type LiveNamespace = Omit<SavedNamespace, 'executions' | 'marks'> &
  Readonly<{
    executions: readonly Execution[];
    /** Those that changed the account since the last call of `settled`. */
    hasChanged: (execution: Execution) => boolean;
    settled: () => void;
  }>;

const marksEveryMs = 30_000;

/**
 * Writes the state as JSON. Of thousands of executions only a few change the account from one second to the next: those
 * are written each time. All others are written as they were up to 30 s ago: what is read again after a crash because of
 * that held nothing that counts.
 */
export class StateText {
  private marks = new Map<string, Buffer>();
  private marksAt = Number.NEGATIVE_INFINITY;

  write(
    now: number,
    account: AccountData,
    live: readonly LiveNamespace[],
    unwatched: readonly SavedNamespace[],
  ): Buffer {
    if (now - this.marksAt > marksEveryMs || now < this.marksAt) {
      this.marks = new Map(live.map((one) => [one.namespace, marksOf(one)]));
      this.marksAt = now;
    }
    const head = JSON.stringify({ format: 'deadbeat-state', version: 1, savedAt: now, account });
    const parts: Buffer[] = [Buffer.from(`${head.slice(0, -1)},"namespaces":[`)];
    live.forEach((one, index) => {
      const { executions, hasChanged, settled: _settled, ...rest } = one;
      const saved = executions.filter((execution) => hasChanged(execution) || !isPlain(execution));
      const text = JSON.stringify({ ...rest, executions: saved.map(saveExecution) });
      parts.push(Buffer.from(`${index === 0 ? '' : ','}${text.slice(0, -1)},"marks":[`));
      parts.push(this.marks.get(one.namespace) ?? Buffer.alloc(0), Buffer.from(']}'));
    });
    const rest = unwatched.map((one) => JSON.stringify(one)).join(',');
    parts.push(Buffer.from(`${live.length > 0 && rest !== '' ? ',' : ''}${rest}]}`));
    return Buffer.concat(parts);
  }
}

function marksOf({ executions, settled }: LiveNamespace): Buffer {
  const texts: string[] = [];
  for (const execution of executions) if (isPlain(execution)) texts.push(JSON.stringify(saveExecution(execution)));
  settled();
  return Buffer.from(texts.join(','));
}

/** Nothing of it is open: a restart needs to know only how far its history is in the account. */
function isPlain({ attempts, ending, openFacts, orphans }: Execution): boolean {
  if (ending.length + openFacts.size + orphans.length > 0) return false;
  for (const attempt of attempts.values()) if (isOwed(attempt)) return false;
  return true;
}
