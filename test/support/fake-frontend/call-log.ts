import { performance } from 'node:perf_hooks';
import type { status } from '@grpc/grpc-js';
import { isWrite, type MethodName } from './protocol.js';

/** One call as it came in. */
export type Call = {
  readonly method: MethodName;
  readonly namespace: string;
  /** On the performance clock. */
  readonly atMs: number;
  readonly request: RequestSummary;
  readonly authorization: string | undefined;
  /** The answer's status; undefined while the call waits. */
  code?: status;
};

export type RequestSummary = Readonly<{
  workflowId?: string;
  runId?: string;
  activityId?: string;
  query?: string;
  pageSize?: number;
  /** It asked for a further page. */
  continued?: boolean;
}>;

type Waiter = { method: MethodName; when: (call: Call) => boolean; resolve: (call: Call) => void };

/** Every call, in the order of arrival. */
export class CallLog {
  readonly calls: Call[] = [];
  readonly #counts = new Map<MethodName, number>();
  #waiters: Waiter[] = [];

  constructor(private readonly keep: boolean) {}

  add(method: MethodName, request: object, authorization: string | undefined): Call {
    const call: Call = { method, atMs: performance.now(), authorization, ...summary(request) };
    this.#counts.set(method, this.count(method) + 1);
    if (this.keep) this.calls.push(call);
    const reached = this.#waiters.filter((waiter) => waiter.method === method && waiter.when(call));
    if (reached.length > 0) this.#waiters = this.#waiters.filter((waiter) => !reached.includes(waiter));
    for (const { resolve } of reached) resolve(call);
    return call;
  }

  count(method: MethodName): number {
    return this.#counts.get(method) ?? 0;
  }

  get counts(): Partial<Record<MethodName, number>> {
    return Object.fromEntries(this.#counts);
  }

  /** The methods called that could have changed something: a monitor calls none. */
  get writes(): readonly MethodName[] {
    return [...this.#counts.keys()].filter(isWrite);
  }

  /** The next call of this method that satisfies `when`. */
  next(method: MethodName, when: (call: Call) => boolean = () => true): Promise<Call> {
    return new Promise((resolve) => this.#waiters.push({ method, when, resolve }));
  }

  /** Resolves once the method was called this often in all. */
  async reached(method: MethodName, times: number): Promise<void> {
    if (this.count(method) < times) await this.next(method, () => this.count(method) >= times);
  }

  /** The most calls of these methods that arrived within any window of this length. */
  ratePeak(methods: readonly MethodName[], windowMs: number, namespace?: string): number {
    const times = this.calls
      .filter((call) => methods.includes(call.method) && (namespace === undefined || call.namespace === namespace))
      .map(({ atMs }) => atMs);
    let start = 0;
    let peak = 0;
    for (const [end, at] of times.entries()) {
      while (at - (times[start] ?? at) >= windowMs) start++;
      peak = Math.max(peak, end - start + 1);
    }
    return peak;
  }

  clear(): void {
    this.calls.length = 0;
    this.#counts.clear();
  }
}

type Fields = {
  namespace?: string;
  execution?: { workflowId?: string; runId?: string };
  activityId?: string;
  query?: string;
  pageSize?: number;
  maximumPageSize?: number;
  nextPageToken?: Uint8Array;
};

function summary(message: Fields): Pick<Call, 'namespace' | 'request'> {
  const { namespace = '', execution, activityId, query, nextPageToken } = message;
  const pageSize = message.pageSize || message.maximumPageSize;
  const request: RequestSummary = {
    ...(execution?.workflowId ? { workflowId: execution.workflowId } : {}),
    ...(execution?.runId ? { runId: execution.runId } : {}),
    ...(activityId ? { activityId } : {}),
    ...(query ? { query } : {}),
    ...(pageSize ? { pageSize } : {}),
    ...(nextPageToken?.length ? { continued: true } : {}),
  };
  return { namespace, request };
}
