import type { Execution } from '../model/execution/execution.js';
import { shellQuote } from '../text/shell-quote.js';

export type Subject = Pick<Execution, 'kind' | 'namespace' | 'workflowId' | 'runId'>;

/** Commands that show more of an execution, ready to paste into a shell; none where an ID cannot be an argument of a program. */
export function commandsFor({ kind, namespace, workflowId, runId }: Subject): string[] {
  if (![namespace, workflowId, runId].every(canBeArgument)) return [];
  const noun = kind === 'activity' ? 'activity' : 'workflow';
  const id = `--namespace ${shellQuote(namespace)} --${noun}-id ${shellQuote(workflowId)} --run-id ${shellQuote(runId)}`;
  return kind === 'activity'
    ? [`temporal activity describe ${id}`]
    : [`temporal workflow describe ${id}`, `temporal workflow show ${id}`];
}

/** An argument ends with its first NUL, and has no half of a surrogate pair: it would name another execution. */
function canBeArgument(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text);
}

/** The page of an execution in the Temporal UI. */
export function linkTo(uiUrl: string, { kind, namespace, workflowId, runId }: Subject): string {
  const path = kind === 'activity' ? 'activities' : 'workflows';
  return `${uiUrl}/namespaces/${[namespace, path, workflowId, runId].map(encodeURIComponent).join('/')}`;
}
