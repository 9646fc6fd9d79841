import type { Connection, WorkflowService } from '@temporalio/client';
import type { Budget } from './budget.js';
import { statusName } from './status.js';

/** A call to Temporal that did not answer; `code` is the gRPC status name. */
export class TemporalError extends Error {
  constructor(
    readonly method: string,
    readonly code: string,
    detail: string,
  ) {
    super(`${method}: ${code}: ${detail}`);
  }

  /** The server does not know the execution that was asked for. */
  get isOfMissingExecution(): boolean {
    return this.code === 'NOT_FOUND' && !namespaceMissing.test(this.message);
  }
}

/** One attempt on the wire. */
export type RequestRecord = Readonly<{ namespace: string; method: string; code: string; seconds: number }>;

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

const unanswered = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED']);

/** Of the whole namespace, not of an execution in it. */
const namespaceMissing = /\bnamespace\b.*\bnot found/i;

/** Calls Temporal, one attempt each: within the budget, with a deadline, and recorded. */
export class Rpc {
  constructor(
    private readonly connection: Connection,
    private readonly options: RpcOptions,
  ) {}

  /** Waits for the budget, then calls. @throws TemporalError, or the signal's AbortError while waiting */
  async call<A>(name: string, scope: CallScope, send: (service: WorkflowService) => Promise<A>): Promise<A> {
    await scope.budget.take(scope.signal);
    return await this.callNow(name, scope, send);
  }

  /** For callers that have taken from the budget already. @throws TemporalError */
  async callNow<A>(name: string, scope: CallScope, send: (service: WorkflowService) => Promise<A>): Promise<A> {
    const startedAt = performance.now();
    const deadline = Math.min(Date.now() + this.options.requestTimeoutMs, scope.until ?? Number.POSITIVE_INFINITY);
    const finish = (code: string, isThrottling = false) => {
      this.options.record({
        namespace: scope.namespace,
        method: name,
        code,
        seconds: (performance.now() - startedAt) / 1000,
      });
      if (isThrottling) scope.budget.backOff();
      else if (unanswered.has(code)) scope.budget.unanswered();
      else scope.budget.succeeded();
    };

    try {
      const answer = await this.connection.withDeadline(deadline, () => send(this.connection.workflowService));
      finish('OK');
      return answer;
    } catch (error) {
      const code = statusName(error);
      const message = error instanceof Error ? error.message : String(error);
      finish(code, code === 'RESOURCE_EXHAUSTED' && !tooLarge.test(message));
      throw new TemporalError(name, code, message);
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}
