import { status } from '@grpc/grpc-js';
import proto from '@temporalio/proto';
import type { Namespace } from './namespace.js';
import { type PageRequest, pageSize, readToken, writeToken } from './pages.js';
import { jsonPayload } from './proto-values.js';
import { parseQuery, type Row } from './query.js';
import { RpcError } from './rpc-error.js';
import { compareKeys, type Key, keyOf, type StoredRun } from './stored-run.js';

const { ListWorkflowExecutionsResponse, CountWorkflowExecutionsResponse } = proto.temporal.api.workflowservice.v1;
const mostRuns = 1000;
const workflowFields = new Set(
  'WorkflowId RunId WorkflowType TaskQueue ExecutionStatus StartTime ExecutionTime CloseTime TemporalNamespaceDivision'.split(
    ' ',
  ),
);

/** A page of executions. As on a real server, a full page brings a token even if nothing follows. */
export function listExecutions(namespace: Namespace, request: PageRequest & { query?: string | null }): Uint8Array {
  const matches = matcher(namespace, request.query);
  const after = readToken(request.nextPageToken) as Key | undefined;
  const size = pageSize(request.pageSize, mostRuns);
  const listed: StoredRun[] = [];
  for (const candidate of namespace.visible) {
    if (after !== undefined && compareKeys(keyOf(candidate), after) <= 0) continue;
    if (matches(candidate.row)) listed.push(candidate);
    if (listed.length === size) break;
  }
  const bytes = listed.map((found) => found.listed);
  const last = listed.at(-1);
  if (listed.length === size && last !== undefined) {
    bytes.push(ListWorkflowExecutionsResponse.encode({ nextPageToken: writeToken(keyOf(last)) }).finish());
  }
  return Buffer.concat(bytes);
}

export function countExecutions(namespace: Namespace, query: string | null | undefined): Uint8Array {
  const [filter = '', group, ...more] = (query ?? '').split(/\s*\bGROUP\s+BY\s+/i);
  if (more.length > 0 || (group !== undefined && group.trim() !== 'ExecutionStatus')) {
    throw new RpcError(
      status.INVALID_ARGUMENT,
      "invalid query: 'group by' clause is only supported for ExecutionStatus",
    );
  }
  const matches = matcher(namespace, filter);
  const found = namespace.visible.filter(({ row }) => matches(row));
  const message = { count: found.length, groups: group === undefined ? [] : groups(found) };
  return CountWorkflowExecutionsResponse.encode(CountWorkflowExecutionsResponse.fromObject(message)).finish();
}

/** Filters rows that have exactly these fields. */
export function filterRows<T>(items: Iterable<T>, query: string | null | undefined, row: (item: T) => Row): T[] {
  const all = [...items];
  const fields = new Set(all.flatMap((item) => Object.keys(row(item))));
  const matches = parseQuery(query ?? '', (field) => all.length === 0 || fields.has(field));
  return all.filter((item) => matches(row(item)));
}

function matcher(namespace: Namespace, query: string | null | undefined) {
  const isKnown = (field: string) => workflowFields.has(field) || namespace.searchAttributes.has(field);
  return parseQuery(query ?? '', isKnown);
}

function groups(found: readonly StoredRun[]): object[] {
  const counts = new Map<string, number>();
  for (const { row } of found) {
    const name = String(row.ExecutionStatus);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => ({ groupValues: [jsonPayload(name)], count }));
}
