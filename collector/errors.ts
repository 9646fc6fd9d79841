import type { StatusName } from './temporal/grpc-status.js';
import { printable } from './text/printable.js';

/** What the user has to put right: settings, or what they name. One line for each problem, never with a secret in it. */
export class UserError extends Error {
  override readonly name: string = 'UserError';

  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    const lines = problems.map(printable);
    super(lines.join('; '), options);
    this.problems = lines;
  }
}

/** A gRPC status, or `ENDLESS_PAGES` where the pages of an answer do not come to an end. */
export type TemporalErrorCode = StatusName | 'ENDLESS_PAGES';

/** What went wrong, as the status shows it. `method` is the RPC's name; null where no call failed. */
export type Failure = Readonly<{ method: string | null; code: string; detail: string }>;

const transient: ReadonlySet<TemporalErrorCode> = new Set([
  'RESOURCE_EXHAUSTED',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
]);
const refused: ReadonlySet<TemporalErrorCode> = new Set([
  'UNIMPLEMENTED',
  'PERMISSION_DENIED',
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
]);
/** Of the whole namespace, not of an execution in it. */
const namespaceMissing = /\bnamespace\b.*\bnot found/i;

/** A call to Temporal that failed. */
export class TemporalError extends Error {
  override readonly name = 'TemporalError';

  constructor(
    readonly method: string,
    readonly code: TemporalErrorCode,
    /** In one line, without the status that gRPC puts before its messages. */
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${method}: ${code}: ${detail}`, options);
  }

  /** The server or the way to it is at fault, not what was asked for: asking again may help. */
  get isTransient(): boolean {
    return transient.has(this.code);
  }

  /** Nothing is wrong with the execution that was asked for: the server, the way to it, the credentials or the namespace is at fault. */
  get isOfNoExecution(): boolean {
    return this.isTransient || this.code === 'UNAUTHENTICATED' || this.isOfMissingNamespace;
  }

  /** The server has no such method, does not allow it, or has it turned off. */
  get isMethodRefused(): boolean {
    return refused.has(this.code);
  }

  /** The server does not know the execution that was asked for. */
  get isOfMissingExecution(): boolean {
    return this.code === 'NOT_FOUND' && !this.isOfMissingNamespace;
  }

  private get isOfMissingNamespace(): boolean {
    return this.code === 'NOT_FOUND' && namespaceMissing.test(this.detail);
  }
}

export function failureOf(error: unknown): Failure {
  if (error instanceof TemporalError) return { method: error.method, code: error.code, detail: error.detail };
  return { method: null, code: 'INTERNAL', detail: messageOf(error) };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Such as `ENOENT`. Unlike the message it names no path and quotes no content. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
