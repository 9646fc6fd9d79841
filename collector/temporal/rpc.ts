import type { Connection } from '@temporalio/client';
import { TemporalError } from '../errors.js';
import type { Budget } from './budget.js';
import { detailOf, type StatusName, statusNameOf } from './grpc-status.js';
import { type AnswerOf, type Method, type RequestOf, send } from './methods.js';

/** One attempt on the wire. */
export type RequestRecord = Readonly<{ namespace: string; method: Method; code: StatusName; seconds: number }>;

export type RpcOptions = Readonly<{
  requestTimeoutMs: number;
  record: (request: RequestRecord) => void;
}>;

export type CallScope = Readonly<{
  namespace: string;
  budget: Budget;
  /** Ends waiting for the budget. A call on the wire ends by its deadline: the client would leak a listener for each. */
  signal?: AbortSignal;
  /** No call may last beyond this instant (milliseconds since the epoch), whatever its own timeout. */
  until?: number;
}>;

/** gRPC gives an answer that is too long the code of throttling. */
const tooLarge = /message larger than max/;

const unanswered: ReadonlySet<StatusName> = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Calls Temporal, one attempt each: within the budget, with a deadline, and recorded. */
export class Rpc {
  constructor(
    private readonly connection: Connection,
    private readonly options: RpcOptions,
  ) {}

  /** Waits for the budget, then calls. @throws TemporalError, or the signal's AbortError while waiting */
  async call<M extends Method>(method: M, scope: CallScope, request: RequestOf<M>): Promise<AnswerOf<M>> {
    await scope.budget.take(scope.signal);
    return await this.callNow(method, scope, request);
  }

  /** For callers that have taken from the budget already. @throws TemporalError */
  async callNow<M extends Method>(method: M, scope: CallScope, request: RequestOf<M>): Promise<AnswerOf<M>> {
    const startedAt = performance.now();
    const deadline = Math.min(Date.now() + this.options.requestTimeoutMs, scope.until ?? Number.POSITIVE_INFINITY);
    const finish = (code: StatusName, isThrottling = false) => {
      const seconds = (performance.now() - startedAt) / 1000;
      this.options.record({ namespace: scope.namespace, method, code, seconds });
      if (isThrottling) scope.budget.backOff();
      else if (unanswered.has(code)) scope.budget.unanswered();
      else scope.budget.succeeded();
    };

    try {
      const { workflowService } = this.connection;
      const answer = await this.connection.withDeadline(deadline, () => send(workflowService, method, request));
      finish('OK');
      return answer;
    } catch (cause) {
      const code = statusNameOf(cause);
      const detail = detailOf(cause);
      finish(code, code === 'RESOURCE_EXHAUSTED' && !tooLarge.test(detail));
      throw new TemporalError(method, code, detail, { cause });
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
