import proto from '@temporalio/proto';
import { Slices } from '../../async/slices.js';
import type { Method } from '../methods.js';
import { mergePiece, type Nested, piecesOf } from './pieces.js';

/** What protobuf's classes for a request and its answer are used for. */
type Codec = Readonly<{
  encode: (request: unknown) => { finish: () => Uint8Array };
  decode: (answer: Uint8Array) => unknown;
}>;
const codecs = proto.temporal.api.workflowservice.v1 as unknown as Readonly<Record<string, Codec>>;

/** A few milliseconds of decoding. */
const longBytes = 128 * 1024;
const pieceBytes = 64 * 1024;

/** One workflow task may write thousands of events: a page of history holds it as a whole. */
const nestedIn: Partial<Record<Method, Nested>> = {
  GetWorkflowExecutionHistoryReverse: { field: 1, name: 'history' },
};

export function encodeRequest(method: Method, request: unknown): Buffer {
  return Buffer.from((codecs[`${method}Request`] as Codec).encode(request).finish());
}

/** A promise only for an answer that is long: it is decoded in slices. */
export function decodeAnswer(method: Method, answer: Uint8Array): unknown {
  const codec = codecs[`${method}Response`] as Codec;
  return answer.length <= longBytes ? codec.decode(answer) : decodeInSlices(codec, answer, nestedIn[method]);
}

async function decodeInSlices(codec: Codec, answer: Uint8Array, nested: Nested | undefined): Promise<unknown> {
  const slices = new Slices();
  let message: Record<string, unknown> | undefined;
  for (const piece of piecesOf(answer, pieceBytes, nested)) {
    const decoded = codec.decode(piece) as Record<string, unknown>;
    if (message === undefined) message = decoded;
    else mergePiece(message, decoded, nested);
    await slices.pauseIfDue();
  }
  return message;
}
