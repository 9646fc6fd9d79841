import type { AccountData } from '../model/account/account-data.js';
import type { LiveNamespace } from '../watch/namespace-watch.js';
import { saveExecution, saveSuspect } from './format.js';
import type { SavedNamespace } from './schema.js';

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
      this.marks.clear();
      this.marksAt = now;
    }
    for (const one of live) if (!this.marks.has(one.namespace)) this.marks.set(one.namespace, marksOf(one));
    const head = JSON.stringify({ format: 'deadbeat-state', version: 1, savedAt: now, account });
    const parts: Buffer[] = [Buffer.from(`${head.slice(0, -1)},"namespaces":[`)];
    live.forEach((one, index) => {
      const { namespace, closedSince, accountSince } = one;
      const executions = one.executions.filter(one.needsSaving).map(saveExecution);
      const suspects = one.suspects.map(saveSuspect);
      const finished = [...one.finished()];
      const text = JSON.stringify({ namespace, closedSince, accountSince, executions, finished, suspects });
      parts.push(Buffer.from(`${index === 0 ? '' : ','}${text.slice(0, -1)},`));
      parts.push(this.marks.get(namespace) ?? Buffer.alloc(0), Buffer.from('}'));
    });
    const rest = unwatched.map((one) => JSON.stringify(one)).join(',');
    parts.push(Buffer.from(`${live.length > 0 && rest !== '' ? ',' : ''}${rest}]}`));
    return Buffer.concat(parts);
  }
}

function marksOf({ executions, needsSaving, allFinished, marksSaved }: LiveNamespace): Buffer {
  const finished = JSON.stringify([...allFinished()]);
  marksSaved();
  const marks = executions
    .filter((execution) => !needsSaving(execution))
    .map((one) => JSON.stringify(saveExecution(one)));
  return Buffer.from(`"marks":[${marks.join(',')}],"finishedMarks":${finished}`);
}
