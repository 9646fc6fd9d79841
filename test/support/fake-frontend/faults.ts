import type { status } from '@grpc/grpc-js';
import type { Call } from './call-log.js';
import type { MethodName, MethodsOf, RequestOf, ResponseOf, Target } from './protocol.js';
import { RpcError } from './rpc-error.js';

/** A fault in force. */
export type Fault = {
  /** How many calls it met. */
  readonly hits: number;
  /** Takes it back; calls it holds continue. */
  stop(): void;
};

type Which<T extends Target> = {
  /** Default: until stopped. */
  times?: number | undefined;
  when?: ((request: RequestOf<MethodsOf<T>>, call: Call) => boolean) | undefined;
};
export type Failure<T extends Target> = Which<T> & {
  code: status;
  message?: string | undefined;
  /** Trailing metadata; keys that end in -bin take Buffers. */
  metadata?: Readonly<Record<string, string | Buffer>> | undefined;
};
/** Changes an answer; bytes are sent as they are, so garbage is possible too. */
export type Change<T extends Target> = (
  response: ResponseOf<MethodsOf<T>>,
  request: RequestOf<MethodsOf<T>>,
) => ResponseOf<MethodsOf<T>> | Uint8Array;

class InForce implements Fault {
  hits = 0;
  constructor(
    private readonly target: Target,
    private readonly which: Which<Target>,
    private readonly end: (fault: InForce) => void,
  ) {}

  meets(call: Call, request: object): boolean {
    if (this.target !== '*' && this.target !== call.method && !this.target.includes(call.method)) return false;
    if (this.hits >= (this.which.times ?? Number.POSITIVE_INFINITY)) return false;
    if (this.which.when?.(request as RequestOf<MethodName>, call) === false) return false;
    this.hits++;
    return true;
  }

  stop(): void {
    this.end(this);
  }
}

type Effect =
  | { kind: 'fail'; error: RpcError }
  | { kind: 'hold'; frozen: boolean; until: () => Promise<void> }
  | { kind: 'mangle'; change: (response: object, request: object) => object };

/** The faults in force, in the order they were put. The first failure a call meets answers it; changes apply one after the other. */
export class Faults {
  readonly #inForce = new Map<InForce, Effect>();

  fail<T extends Target>(target: T, { code, message, metadata, ...which }: Failure<T>): Fault {
    return this.#add(target, which, {
      kind: 'fail',
      error: new RpcError(code, message ?? 'injected failure', metadata),
    });
  }

  /** Calls are accepted and not answered until the fault is stopped. */
  freeze<T extends Target>(target: T, which: Which<T> = {}): Fault {
    let thaw: () => void = () => {};
    const thawed = new Promise<void>((resolve) => {
      thaw = resolve;
    });
    return this.#add(target, which, { kind: 'hold', frozen: true, until: () => thawed }, thaw);
  }

  delay<T extends Target>(target: T, ms: number, which: Which<T> = {}): Fault {
    const until = () => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
    return this.#add(target, which, { kind: 'hold', frozen: false, until });
  }

  mangle<T extends Target>(target: T, change: Change<T>, which: Which<T> = {}): Fault {
    return this.#add(target, which, {
      kind: 'mangle',
      change: change as (response: object, request: object) => object,
    });
  }

  /** Takes all freezes back. */
  thaw(): void {
    for (const [fault, effect] of [...this.#inForce]) if (effect.kind === 'hold' && effect.frozen) fault.stop();
  }

  stopAll(): void {
    for (const fault of [...this.#inForce.keys()]) fault.stop();
  }

  /** What this call meets: taken once, at its arrival. */
  met(call: Call, request: object): Effect[] {
    if (this.#inForce.size === 0) return [];
    return [...this.#inForce].filter(([fault]) => fault.meets(call, request)).map(([, effect]) => effect);
  }

  #add<T extends Target>(target: T, which: Which<T>, effect: Effect, onStop?: () => void): Fault {
    const fault = new InForce(target, which as unknown as Which<Target>, (ended) => {
      this.#inForce.delete(ended);
      onStop?.();
    });
    this.#inForce.set(fault, effect);
    return fault;
  }
}
