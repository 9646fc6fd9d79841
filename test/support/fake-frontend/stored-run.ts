import { status } from '@grpc/grpc-js';
import proto from '@temporalio/proto';
import { describeResponse, type Execution, listedInfo, workflowStatuses } from './execution.js';
import { pageSize, readToken, writeToken } from './pages.js';
import type { Row } from './query.js';
import { RpcError } from './rpc-error.js';

const { DescribeWorkflowExecutionResponse, ListWorkflowExecutionsResponse, GetWorkflowExecutionHistoryResponse } =
  proto.temporal.api.workflowservice.v1;
const mostEvents = 256;

export type HistoryPage = { maximumPageSize?: number | null; nextPageToken?: Uint8Array | null };

/** One run and the bytes of its answers, encoded once. */
export class StoredRun {
  readonly row: Row;
  readonly #pages = new Map<string, Uint8Array>();
  #described: Uint8Array | undefined;
  #listed: Uint8Array | undefined;

  constructor(readonly run: Execution) {
    this.row = {
      ...run.searchAttributes,
      WorkflowId: run.workflowId,
      RunId: run.runId,
      WorkflowType: run.workflowType,
      TaskQueue: run.taskQueue,
      ExecutionStatus: workflowStatuses[run.status],
      StartTime: run.startTime,
      ExecutionTime: run.startTime,
      CloseTime: run.closeTime,
    };
  }

  get described(): Uint8Array {
    this.#described ??= DescribeWorkflowExecutionResponse.encode(describeResponse(this.run)).finish();
    return this.#described;
  }

  /** A list of this run alone: such lists, one after the other, are one long list. */
  get listed(): Uint8Array {
    this.#listed ??= ListWorkflowExecutionsResponse.encode(
      ListWorkflowExecutionsResponse.fromObject({ executions: [listedInfo(this.run)] }),
    ).finish();
    return this.#listed;
  }

  /** A page of history. The token is the event ID to continue from, so a history that grows between pages shifts nothing. */
  history(order: 'oldest first' | 'newest first', request: HistoryPage): Uint8Array {
    const size = pageSize(request.maximumPageSize, mostEvents);
    const from = readToken(request.nextPageToken);
    const key = `${order} ${size} ${from}`;
    const cached = this.#pages.get(key);
    if (cached !== undefined) return cached;

    const encoded = this.#encodeHistory(order === 'newest first', size, from);
    this.#pages.set(key, encoded);
    return encoded;
  }

  #encodeHistory(reverse: boolean, size: number, from: unknown): Uint8Array {
    const ordered = reverse ? [...this.run.history].reverse() : this.run.history;
    const start = from === undefined ? 0 : ordered.findIndex(({ eventId }) => Number(eventId) === from);
    if (start < 0) throw new RpcError(status.INVALID_ARGUMENT, 'Invalid NextPageToken.');
    const events = ordered.slice(start, start + size);
    const next = ordered[start + size];
    return GetWorkflowExecutionHistoryResponse.encode({
      history: { events },
      ...(next === undefined ? {} : { nextPageToken: writeToken(Number(next.eventId)) }),
    }).finish();
  }
}

/** Visibility's order: open runs first, then by close time; newest first. */
export function byRecency(left: StoredRun, right: StoredRun): number {
  return compareKeys(keyOf(left), keyOf(right));
}

export type Key = readonly [closeTime: number | null, startTime: number, runId: string];

export function keyOf({ run }: StoredRun): Key {
  return [run.closeTime ?? null, run.startTime, run.runId];
}

export function compareKeys([leftClose, leftStart, leftId]: Key, [rightClose, rightStart, rightId]: Key): number {
  const byClose = (rightClose ?? Number.MAX_VALUE) - (leftClose ?? Number.MAX_VALUE);
  if (byClose !== 0) return byClose;
  if (leftStart !== rightStart) return rightStart - leftStart;
  return leftId < rightId ? -1 : Number(leftId > rightId);
}
