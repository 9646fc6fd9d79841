import type { Socket } from 'node:net';
import { TcpProxy } from './tcp-proxy.js';

type Piece = Readonly<{ bytes: Buffer; dueAt: number }>;

/** Passes connections on, and holds up what is answered for as long as it is told to, in its order. */
export class SlowProxy extends TcpProxy {
  /** How long each piece of an answer is held up. */
  delayMs = 0;
  /** Pieces of answers that were held up. */
  heldUp = 0;

  static start(to: string): Promise<SlowProxy> {
    return new SlowProxy(to).listen();
  }

  protected answering(client: Socket): (bytes: Buffer) => void {
    const waiting: Piece[] = [];
    const passDue = () => {
      while (waiting[0] !== undefined && waiting[0].dueAt <= performance.now())
        client.write(waiting.shift()?.bytes ?? '');
      if (waiting[0] !== undefined) setTimeout(passDue, waiting[0].dueAt - performance.now());
    };
    return (bytes) => {
      if (this.delayMs > 0) this.heldUp += 1;
      const dueAt = Math.max(performance.now() + this.delayMs, waiting.at(-1)?.dueAt ?? 0);
      waiting.push({ bytes, dueAt });
      if (waiting.length === 1) passDue();
    };
  }
}
