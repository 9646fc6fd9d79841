import type { Execution } from '../model/execution/execution.js';
import { shellQuote } from '../text/shell-quote.js';

export type Subject = Pick<Execution, 'kind' | 'namespace' | 'workflowId' | 'runId'>;

/** Commands that show more of an execution, ready to paste into a shell. */
export function commandsFor({ kind, namespace, workflowId, runId }: Subject): string[] {
  const noun = kind === 'activity' ? 'activity' : 'workflow';
  const id = `--namespace ${shellQuote(namespace)} --${noun}-id ${shellQuote(workflowId)} --run-id ${shellQuote(runId)}`;
  return kind === 'activity'
    ? [`temporal activity describe ${id}`]
    : [`temporal workflow describe ${id}`, `temporal workflow show ${id}`];
}

/** The page of an execution in the Temporal UI. */
export function linkTo(uiUrl: string, { kind, namespace, workflowId, runId }: Subject): string {
  const path = kind === 'activity' ? 'activities' : 'workflows';
  return `${uiUrl}/namespaces/${[namespace, path, workflowId, runId].map(encodeURIComponent).join('/')}`;
}
