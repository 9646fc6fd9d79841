import type { Logger } from 'pino';
import { TemporalError } from '../errors.js';
import type { Refusal } from '../model/refusal.js';
import type { Budget } from './budget.js';
import type { Lease, LiveConnection } from './connection/live-connection.js';
import type { Secrets } from './connection/secrets.js';
import { decodeRefusal } from './decode/refusal.js';
import { detailOf, type StatusName, statusNameOf } from './grpc-status.js';
import { LargeAnswers } from './large-answers.js';
import { type AnswerOf, type Method, type RequestOf, visibilityMethods } from './methods.js';
import { withoutIds } from './server-texts.js';
import { Throttling } from './throttling.js';

/** One attempt on the wire. */
export type RequestRecord = Readonly<{
  namespace: string;
  method: Method;
  code: StatusName;
  seconds: number;
  /** Why the server refused it with RESOURCE_EXHAUSTED. */
  refusal?: Refusal;
}>;

export type RpcOptions = Readonly<{
  requestTimeoutMs: number;
  record: (request: RequestRecord) => void;
  secrets: Secrets;
  /** Errors quote no workflow, run, activity or worker. */
  redactIds: boolean;
  /** What all namespaces of the process share. */
  shared: Readonly<{ total?: Budget; visibility: Budget }>;
  log?: Logger | undefined;
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
  private readonly large = new LargeAnswers();
  private readonly throttling: Throttling;

  constructor(
    private readonly connection: LiveConnection,
    private readonly options: RpcOptions,
  ) {
    this.throttling = new Throttling(options.log);
  }

  /** Waits for the budget, then calls. @throws TemporalError, or the signal's AbortError while waiting */
  async call<M extends Method>(method: M, scope: CallScope, request: RequestOf<M>): Promise<AnswerOf<M>> {
    await scope.budget.take(scope.signal);
    return await this.callNow(method, scope, request);
  }

  /** For callers that have taken from the budget already. @throws TemporalError */
  async callNow<M extends Method>(method: M, scope: CallScope, request: RequestOf<M>): Promise<AnswerOf<M>> {
    const key = this.large.keyOf(method, request as object);
    if (!this.large.isKnown(key))
      try {
        return await this.attempt(method, scope, request, false);
      } catch (error) {
        if (!(error instanceof TemporalError) || !isTooLarge(error)) throw error;
        this.large.add(key);
        await scope.budget.take(scope.signal);
      }
    return await this.large.inTurn(() => this.attempt(method, scope, request, true));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private async attempt<M extends Method>(
    method: M,
    scope: CallScope,
    request: RequestOf<M>,
    isLarge: boolean,
  ): Promise<AnswerOf<M>> {
    await this.takeShared(method, scope);
    const call = { namespace: scope.namespace, method };
    const lease = this.connection.lease(isLarge, call);
    try {
      return await this.attemptOver(lease, method, scope, request);
    } catch (error) {
      if (!(error instanceof TemporalError) || !lease.isUnproven(error.code) || isOver(scope)) throw error;
      await scope.budget.take(scope.signal);
      await this.takeShared(method, scope);
      if (isOver(scope)) throw error;
    }
    return await this.attemptOver(this.connection.leaseInForce(isLarge, call), method, scope, request);
  }

  private async takeShared(method: Method, { signal }: CallScope): Promise<void> {
    if (visibilityMethods.has(method)) await this.options.shared.visibility.take(signal);
    await this.options.shared.total?.take(signal);
  }

  private async attemptOver<M extends Method>(
    { connection, ended, isUnproven }: Lease,
    method: M,
    scope: CallScope,
    request: RequestOf<M>,
  ): Promise<AnswerOf<M>> {
    const startedAt = performance.now();
    const deadline = Math.min(Date.now() + this.options.requestTimeoutMs, scope.until ?? Number.POSITIVE_INFINITY);
    this.throttling.called(method, scope.budget);
    const finish = (code: StatusName, refusal?: Refusal) => {
      const seconds = (performance.now() - startedAt) / 1000;
      const record = { namespace: scope.namespace, method, code, seconds };
      this.options.record(refusal === undefined ? record : { ...record, refusal });
      ended(code);
      if (refusal !== undefined) this.throttling.refused(method, scope, refusal);
      // It says something about the changed files, not about what the server can bear.
      else if (isUnproven(code)) return;
      else if (unanswered.has(code)) scope.budget.unanswered();
      else scope.budget.succeeded();
    };

    try {
      const answer = await connection.call(method, request, deadline);
      finish('OK');
      return answer;
    } catch (error) {
      const code = statusNameOf(error);
      // The client's own error may quote a secret, in its message, metadata or stack: it is not passed on.
      const detail = this.options.secrets.redact(detailOf(error));
      finish(code, code === 'RESOURCE_EXHAUSTED' && !tooLarge.test(detail) ? refusalOf(error) : undefined);
      throw new TemporalError(method, code, this.options.redactIds ? withoutIds(detail) : detail);
    }
  }
}

function isOver({ until = Number.POSITIVE_INFINITY }: CallScope): boolean {
  return Date.now() >= until;
}

function refusalOf(error: unknown): Refusal {
  return decodeRefusal(error instanceof Error && 'statusDetails' in error ? error.statusDetails : undefined);
}

function isTooLarge({ code, detail }: TemporalError): boolean {
  return code === 'RESOURCE_EXHAUSTED' && tooLarge.test(detail);
}
