import type { Access } from '../model/access.js';
import type { Execution } from '../model/execution/execution.js';
import { shellQuote } from '../text/shell-quote.js';

export type Subject = Pick<Execution, 'kind' | 'namespace' | 'workflowId' | 'runId'>;

/**
 * Commands that show more of an execution, ready to paste into a shell; none where an ID cannot be an argument of a program.
 * @param access how its Temporal is reached; absent: as the shell has it
 */
export function commandsFor({ kind, namespace, workflowId, runId }: Subject, access?: Access): string[] {
  if (![namespace, workflowId, runId].every(canBeArgument)) return [];
  const noun = kind === 'activity' ? 'activity' : 'workflow';
  const to = [...(access === undefined ? [] : connectionFlags(access)), `--namespace ${shellQuote(namespace)}`].join(
    ' ',
  );
  const id = `${to} --${noun}-id ${shellQuote(workflowId)} --run-id ${shellQuote(runId)}`;
  return kind === 'activity'
    ? [`temporal activity describe ${id}`]
    : [`temporal workflow describe ${id}`, `temporal workflow show ${id}`];
}

function connectionFlags({ address, usesTls, serverName }: Access): string[] {
  return [
    `--address ${shellQuote(address)}`,
    ...(usesTls ? ['--tls'] : []),
    ...(serverName === undefined ? [] : [`--tls-server-name ${shellQuote(serverName)}`]),
  ];
}

const namespacesAtMost = 20;

/** Reads the last two days of the namespaces from history; undefined where they are too many to be named. */
export function auditCommand(access: Access, namespaces: readonly string[], query?: string): string | undefined {
  if (namespaces.length > namespacesAtMost) return undefined;
  const { address, usesTls, serverName } = access;
  return [
    ...(usesTls ? ['TEMPORAL_TLS=true'] : []),
    ...(serverName === undefined ? [] : [`TEMPORAL_TLS_SERVER_NAME=${shellQuote(serverName)}`]),
    `deadbeat audit --address ${shellQuote(address)}`,
    ...namespaces.map((namespace) => `--namespace ${shellQuote(namespace)}`),
    ...(query === undefined ? [] : [`--query ${shellQuote(query)}`]),
    '--since 48h',
  ].join(' ');
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
