import type { Socket } from 'node:net';
import { TcpProxy } from './tcp-proxy.js';

/** Passes connections on, and cuts them in the middle of an answer for as long as it is told to. */
export class FaultyProxy extends TcpProxy {
  /** Bytes of answers after which a connection is reset; undefined: never. */
  resetAfterBytes: number | undefined;
  resets = 0;

  static start(to: string): Promise<FaultyProxy> {
    return new FaultyProxy(to).listen();
  }

  protected answering(client: Socket): (bytes: Buffer) => void {
    let answered = 0;
    return (bytes) => {
      const { resetAfterBytes = Number.POSITIVE_INFINITY } = this;
      // What was answered before the fault does not count.
      answered = Number.isFinite(resetAfterBytes) ? answered + bytes.length : 0;
      if (answered <= resetAfterBytes) {
        client.write(bytes);
        return;
      }
      this.resets += 1;
      client.write(bytes.subarray(0, bytes.length >> 1), () => client.resetAndDestroy());
    };
  }
}
