import { TemporalError } from '../errors.js';
import { decodeListedWorkflow, type Found } from './decode/listing.js';
import { decodeListedActivity } from './decode/standalone.js';
import { type Page, pagesOf } from './pages.js';
import type { CallScope, Rpc } from './rpc.js';

export type FoundPages = Readonly<{
  found: readonly Found[];
  /** How many of the list name no execution. */
  unreadable: number;
  /** There were more pages than asked for. */
  more: boolean;
}>;

const pageSize = 1000;
/** Ten million executions: a longer list is taken to be endless. */
const pagesAtMost = 10_000;

export type ListOptions = Readonly<{
  upToPages?: number | undefined;
  /** Awaited after each page that another follows. */
  onPage?: (() => Promise<void>) | undefined;
}>;

/** The workflows that match a visibility query. @throws TemporalError when any page fails */
export function listWorkflows(
  rpc: Rpc,
  query: string,
  scope: CallScope,
  options: ListOptions = {},
): Promise<FoundPages> {
  return collect(workflowPages(rpc, query, scope), decodeWorkflows(scope), options);
}

/** The same one page at a time, for lists too long to be kept; `undefined` stands for what names no execution. */
export async function* streamWorkflows(
  rpc: Rpc,
  query: string,
  scope: CallScope,
): AsyncGenerator<readonly (Found | undefined)[], void> {
  const decode = decodeWorkflows(scope);
  for await (const { answer } of workflowPages(rpc, query, scope)) yield decode(answer);
}

function workflowPages(rpc: Rpc, query: string, scope: CallScope) {
  const { namespace } = scope;
  return pagesOf({
    method: 'ListWorkflowExecutions',
    ask: (token) => rpc.call('ListWorkflowExecutions', scope, { namespace, query, pageSize, ...token }),
    itemsOf: ({ executions }) => executions,
    pagesAtMost,
  });
}

type WorkflowPage = Readonly<{ executions?: Parameters<typeof decodeListedWorkflow>[1][] | null }>;

function decodeWorkflows({ namespace }: CallScope) {
  return ({ executions }: WorkflowPage) => (executions ?? []).map((one) => decodeListedWorkflow(namespace, one));
}

/** The standalone activities that match. @throws TemporalError, also where the server has none to show */
export async function listStandalone(rpc: Rpc, query: string, scope: CallScope): Promise<FoundPages> {
  const { namespace } = scope;
  const pages = pagesOf({
    method: 'ListActivityExecutions',
    ask: (token) => rpc.call('ListActivityExecutions', scope, { namespace, query, pageSize, ...token }),
    itemsOf: ({ executions }) => executions,
    pagesAtMost,
  });
  return await collect(pages, ({ executions }) =>
    (executions ?? []).map((one) => decodeListedActivity(namespace, one)),
  );
}

/** How many workflows match a visibility query. @throws TemporalError */
export async function countWorkflows(rpc: Rpc, query: string, scope: CallScope): Promise<number> {
  const { count } = await rpc.call('CountWorkflowExecutions', scope, { namespace: scope.namespace, query });
  return Number(count ?? 0);
}

/** Whether any workflow matches a visibility query. @throws TemporalError */
export async function hasWorkflow(rpc: Rpc, query: string, scope: CallScope): Promise<boolean> {
  const asked = { namespace: scope.namespace, query, pageSize: 1 };
  const { executions } = await rpc.call('ListWorkflowExecutions', scope, asked);
  return (executions ?? []).length > 0;
}

/** Names of all registered namespaces. @throws TemporalError */
export async function listNamespaces(rpc: Rpc, scope: CallScope): Promise<string[]> {
  const pages = pagesOf({
    method: 'ListNamespaces',
    ask: (token) => rpc.call('ListNamespaces', scope, { pageSize, ...token }),
    itemsOf: ({ namespaces }) => namespaces,
    pagesAtMost,
  });
  const names: string[] = [];
  for await (const { answer } of pages)
    for (const { namespaceInfo } of answer.namespaces ?? []) if (namespaceInfo?.name) names.push(namespaceInfo.name);
  return names;
}

/** Undefined where the server has no such method, does not allow it, or has it turned off. @throws TemporalError */
export async function unlessRefused<A>(answer: Promise<A>): Promise<A | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof TemporalError && error.isMethodRefused) return undefined;
    throw error;
  }
}

async function collect<A>(
  pages: AsyncIterable<Page<A>>,
  decode: (answer: A) => readonly (Found | undefined)[],
  { upToPages = Number.POSITIVE_INFINITY, onPage }: ListOptions = {},
): Promise<FoundPages> {
  const found: Found[] = [];
  let unreadable = 0;
  let read = 0;
  for await (const { answer, more } of pages) {
    read += 1;
    for (const one of decode(answer)) {
      if (one === undefined) unreadable += 1;
      else found.push(one);
    }
    if (more && read >= upToPages) return { found, unreadable, more };
    if (more) await onPage?.();
  }
  return { found, unreadable, more: false };
}
