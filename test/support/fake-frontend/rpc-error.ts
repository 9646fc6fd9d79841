import { Metadata, type status } from '@grpc/grpc-js';

/** What a call is answered with when it is not answered well. */
export class RpcError extends Error {
  readonly metadata: Metadata;
  constructor(
    readonly code: status,
    override readonly message: string,
    metadata?: Readonly<Record<string, string | Buffer>>,
  ) {
    super(message);
    this.metadata = new Metadata();
    for (const [key, value] of Object.entries(metadata ?? {})) this.metadata.set(key, value);
  }
}
