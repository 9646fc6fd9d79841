import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { type Answer, answers } from './answers.js';
import { type Call, CallLog } from './call-log.js';
import { Faults } from './faults.js';
import { isWrite, type MethodName, rpcs } from './protocol.js';
import { RpcError } from './rpc-error.js';
import { World } from './world.js';

export type FrontendOptions = {
  /** Default 0: a free one. */
  port?: number | undefined;
  credentials?: ServerCredentials | undefined;
  /** False: only counts the calls, for long benchmarks. */
  keepCalls?: boolean | undefined;
};

type Rpc = (typeof rpcs)[number];
type Unary = ServerUnaryCall<Buffer, Uint8Array>;

export async function startFakeFrontend(options: FrontendOptions = {}): Promise<FakeFrontend> {
  const frontend = new FakeFrontend(options);
  await frontend.start();
  return frontend;
}

/** Temporal's frontend service on a real socket: answers from a world that a test sets up, fails as the test demands. */
export class FakeFrontend extends World {
  readonly log: CallLog;
  readonly faults = new Faults();
  #server: Server | undefined;
  #port: number;

  constructor(private readonly options: FrontendOptions = {}) {
    super();
    this.#port = options.port ?? 0;
    this.log = new CallLog(options.keepCalls ?? true);
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  readonly fail: Faults['fail'] = (target, failure) => this.faults.fail(target, failure);
  readonly freeze: Faults['freeze'] = (target, which) => this.faults.freeze(target, which);
  readonly delay: Faults['delay'] = (target, ms, which) => this.faults.delay(target, ms, which);
  readonly mangle: Faults['mangle'] = (target, change, which) => this.faults.mangle(target, change, which);
  readonly thaw: Faults['thaw'] = () => this.faults.thaw();
  readonly count: CallLog['count'] = (method) => this.log.count(method);
  readonly ratePeak: CallLog['ratePeak'] = (methods, windowMs, ns) => this.log.ratePeak(methods, windowMs, ns);

  get calls(): readonly Call[] {
    return this.log.calls;
  }

  /** Listens, after a stop on the same port again. */
  async start(): Promise<void> {
    const server = new Server({ 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 });
    server.addService(...this.#service());
    const credentials = this.options.credentials ?? ServerCredentials.createInsecure();
    this.#port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(this.address, credentials, (error, port) => (error ? reject(error) : resolve(port)));
    });
    this.#server = server;
  }

  /** Breaks every connection and refuses new ones; what it knows and the faults stay. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
    server.forceShutdown();
    await closed;
  }

  #service(): [ServiceDefinition, UntypedServiceImplementation] {
    const bytes = <T extends Uint8Array>(value: T) => value as unknown as Buffer;
    const shape = { requestStream: false, responseStream: false, requestSerialize: bytes, requestDeserialize: bytes };
    const definition = rpcs.map(({ name, path }) => [
      name,
      { path, ...shape, responseSerialize: bytes, responseDeserialize: bytes },
    ]);
    const implementation = rpcs.map((rpc) => [
      rpc.name,
      (unary: Unary, reply: sendUnaryData<Uint8Array>) => this.#handle(rpc, unary, reply),
    ]);
    return [Object.fromEntries(definition), Object.fromEntries(implementation)];
  }

  #handle(rpc: Rpc, unary: Unary, reply: sendUnaryData<Uint8Array>): void {
    const request = rpc.request.decode(unary.request);
    const call = this.log.add(rpc.name, request, unary.metadata.get('authorization')[0]?.toString());
    const met = this.faults.met(call, request);
    const answer = () => {
      if (unary.cancelled) return;
      try {
        const failure = met.find((effect) => effect.kind === 'fail');
        if (failure !== undefined) throw failure.error;
        let bytes = this.#answer(rpc, request);
        for (const effect of met) {
          if (effect.kind === 'mangle') bytes = encode(rpc, effect.change(rpc.response.decode(bytes), request));
        }
        call.code = status.OK;
        reply(null, bytes);
      } catch (error) {
        const { code, message, metadata } = rpcError(error);
        call.code = code;
        reply({ code, details: message, metadata });
      }
    };
    const holds = met.flatMap((effect) => (effect.kind === 'hold' ? [effect.until()] : []));
    if (holds.length === 0) answer();
    else void Promise.all(holds).then(answer);
  }

  #answer(rpc: Rpc, request: object): Uint8Array {
    if (isWrite(rpc.name)) throw new RpcError(status.PERMISSION_DENIED, 'a monitor does not write');
    const answer = answers[rpc.name] as Answer<MethodName> | undefined;
    if (answer === undefined) throw new RpcError(status.UNIMPLEMENTED, `unknown method ${rpc.name}`);
    return encode(rpc, answer(this, request as never));
  }
}

function encode(rpc: Rpc, answer: object): Uint8Array {
  return answer instanceof Uint8Array ? answer : rpc.response.encode(answer).finish();
}

function rpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  return new RpcError(status.INTERNAL, `fake frontend: ${error instanceof Error ? error.stack : String(error)}`);
}
