import { Metadata, status } from '@grpc/grpc-js';
import { Connection } from '@temporalio/client';
import type { AnswerOf, Method, RequestOf } from '../methods.js';
import { decodeAnswer, encodeRequest } from './codecs.js';

const service = 'temporal.api.workflowservice.v1.WorkflowService';

type Settle = Readonly<{ resolve: (answer: unknown) => void; reject: (error: unknown) => void }>;

/** Of what HTTP/2 headers may hold, this is all that gRPC lets through. */
const isHeaderValue = /^[ -~]+$/;

/** Namespaces come and go. */
const rememberAtMost = 10_000;

/**
 * The client's connection, which asks gRPC directly. The client itself would cost each call several objects more, and its
 * store for deadlines slows down every promise of the process.
 */
export class DirectConnection extends Connection {
  private readonly metadata = new Map<string, Metadata>();

  /** One attempt, which ends by `deadline` (milliseconds since the epoch). The error has gRPC's status in `code`; of a refused call, its details in `statusDetails`. */
  call<M extends Method>(method: M, request: RequestOf<M>, deadline: number): Promise<AnswerOf<M>> {
    const { namespace = '' } = request as { namespace?: string };
    return new Promise((resolve, reject) => {
      const message = encodeRequest(method, request);
      const call = this.client.getChannel().createCall(`/${service}/${method}`, deadline, null, null, null);
      // Node.js keeps a stream, and with it its listeners, beyond the end of the call: they must not keep the answer.
      let settle: Settle | undefined = { resolve: resolve as Settle['resolve'], reject };
      let answer: Uint8Array | undefined;
      call.start(this.metadataFor(namespace), {
        onReceiveMetadata: () => undefined,
        onReceiveMessage: (received: Uint8Array) => {
          answer = received;
        },
        onReceiveStatus: ({ code, details, metadata }) => {
          if (settle === undefined) return;
          if (code === status.OK) end(settle, method, answer);
          else settle.reject(failureOf(code, details, metadata));
          settle = undefined;
          answer = undefined;
        },
      });
      call.startRead();
      call.sendMessageWithContext({}, message);
      call.halfClose();
    });
  }

  private metadataFor(namespace: string): Metadata {
    const known = this.metadata.get(namespace);
    if (known !== undefined) return known;
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(this.options.metadata)) metadata.set(name, value);
    // It only routes requests where a namespace's name has this form; the request names the namespace in any case.
    if (isHeaderValue.test(namespace)) metadata.set('temporal-namespace', namespace);
    if (this.metadata.size >= rememberAtMost) this.metadata.clear();
    this.metadata.set(namespace, metadata);
    return metadata;
  }
}

/** Of the metadata, which may hold anything, only what says why a call was refused. */
function failureOf(code: status, details: string, metadata: Metadata): Error {
  const error = Object.assign(new Error(details), { code });
  if (code !== status.RESOURCE_EXHAUSTED) return error;
  return Object.assign(error, { statusDetails: metadata.get('grpc-status-details-bin')[0] });
}

function end({ resolve, reject }: Settle, method: Method, answer: Uint8Array | undefined): void {
  if (answer === undefined) {
    reject(new Error('the answer holds no message'));
    return;
  }
  try {
    resolve(decodeAnswer(method, answer));
  } catch (error) {
    reject(error);
  }
}
