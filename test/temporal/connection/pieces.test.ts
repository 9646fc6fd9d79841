import proto from '@temporalio/proto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeAnswer } from '../../../collector/temporal/connection/codecs.js';
import { mergePiece, type Nested, piecesOf } from '../../../collector/temporal/connection/pieces.js';
import { answerOf } from '../../bench/large-workflow.js';
import { arbitraryMessage } from '../../support/arbitrary-message.js';

const codecs = proto.temporal.api.workflowservice.v1;
type Codec = Readonly<{
  decode: (bytes: Uint8Array) => Record<string, unknown>;
  encode: (message: never) => { finish: () => Uint8Array };
}>;

function together(codec: Codec, bytes: Uint8Array, size: number, nested?: Nested): Record<string, unknown> {
  const [first = new Uint8Array(), ...others] = piecesOf(bytes, size, nested);
  const message = codec.decode(first);
  for (const piece of others) mergePiece(message, codec.decode(piece), nested);
  return message;
}

const messages = [
  ['DescribeWorkflowExecutionResponse', undefined],
  ['GetWorkflowExecutionHistoryReverseResponse', { field: 1, name: 'history' }],
  ['ListWorkflowExecutionsResponse', undefined],
  ['ListWorkersResponse', undefined],
] as const;

it.each(messages)('the pieces of a %s make the same message', (name, nested) => {
  const codec = codecs[name] as unknown as Codec;
  const property = (message: unknown, size: number) => {
    const bytes = codec.encode(message as never).finish();
    expect(together(codec, bytes, size, nested)).toEqual(codec.decode(bytes));
  };
  const arbitrary = arbitraryMessage(`temporal.api.workflowservice.v1.${name}`);
  fc.assert(fc.property(arbitrary, fc.integer({ min: 1, max: 200 }), property), { numRuns: 300 });
});

it('no bytes get lost or doubled, whether they are a message or not', () => {
  const property = (bytes: Uint8Array, size: number) => {
    expect(Buffer.concat([...piecesOf(bytes, size)]).equals(bytes)).toBe(true);
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 50 }), property));
});

it('a long answer is decoded in slices between which other work is done, and a short one at once', async () => {
  const codec = codecs.DescribeWorkflowExecutionResponse;
  const long = answerOf(10_000, 1);
  let turns = 0;
  const count = () => {
    turns += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  const decoded = await decodeAnswer('DescribeWorkflowExecution', long);
  clearImmediate(next);
  expect(decoded).toEqual(codec.decode(long));
  expect(turns).toBeGreaterThan(0);
  const short = answerOf(3, 1);
  expect(decodeAnswer('DescribeWorkflowExecution', short)).toEqual(codec.decode(short));
});

it('a long answer that cannot be decoded is refused', async () => {
  const garbage = Buffer.alloc(300_000, 0xff);
  await expect((async () => decodeAnswer('DescribeWorkflowExecution', garbage))()).rejects.toThrow();
});
