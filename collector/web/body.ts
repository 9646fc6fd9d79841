import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TurnGate } from './turn-gate.js';

const chunkBytes = 64 * 1024;
/** The system takes about this much for a reader who does not read. */
const atOnceBytes = 256 * 1024;
const gate = new TurnGate();
/** Put together once for all who read it. */
const wholes = new WeakMap<readonly Buffer[], Buffer>();

/** The body of an answer in pieces, which all who read it share. */
export type Body = Readonly<{ chunks: readonly Buffer[]; bytes: number }>;

/** Collects the pieces of a body. */
export class BodyWriter {
  private readonly chunks: Buffer[] = [];
  private text = '';
  private bytes = 0;

  add(text: string): void {
    this.text += text;
    if (this.text.length >= chunkBytes) this.flush();
  }

  end(): Body {
    this.flush();
    return { chunks: this.chunks, bytes: this.bytes };
  }

  private flush(): void {
    const all = Buffer.from(this.text);
    for (let at = 0; at < all.length; at += chunkBytes) this.chunks.push(all.subarray(at, at + chunkBytes));
    this.bytes += all.length;
    this.text = '';
  }
}

export function bodyOf(text: string): Body {
  const writer = new BodyWriter();
  writer.add(text);
  return writer.end();
}

/** Sends a body as fast as it is read: what a slow reader has not taken is not copied for them. */
export async function sendBody(response: ServerResponse, { chunks, bytes }: Body): Promise<void> {
  await gate.pass();
  response.setHeader('Content-Length', bytes);
  if (response.req.method === 'HEAD') {
    response.end();
    return;
  }
  // It is shared, and not copied for a reader who is slow: only a longer one is passed on piece by piece.
  if (bytes <= atOnceBytes) {
    response.end(wholeOf(chunks));
    return;
  }
  try {
    await pipeline(Readable.from(chunks), response);
  } catch (error) {
    // The reader has left, or was cut.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}

function wholeOf(chunks: readonly Buffer[]): Buffer {
  const whole = wholes.get(chunks) ?? Buffer.concat(chunks);
  wholes.set(chunks, whole);
  return whole;
}
