import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Passes connections on, and cuts them in the middle of an answer for as long as it is told to. */
export class FaultyProxy {
  /** Bytes of answers after which a connection is reset; undefined: never. */
  resetAfterBytes: number | undefined;
  resets = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  static async start(to: string): Promise<FaultyProxy> {
    const [host = '', port = ''] = to.split(':');
    const server = createServer((client) => proxy.pass(client, connect(Number(port), host)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const proxy = new FaultyProxy(server, `127.0.0.1:${(server.address() as AddressInfo).port}`);
    return proxy;
  }

  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private pass(client: Socket, server: Socket): void {
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(server);
    let answered = 0;
    server.on('data', (bytes) => {
      const { resetAfterBytes = Number.POSITIVE_INFINITY } = this;
      // What was answered before the fault does not count.
      answered = Number.isFinite(resetAfterBytes) ? answered + bytes.length : 0;
      if (answered <= resetAfterBytes) {
        client.write(bytes);
        return;
      }
      this.resets += 1;
      client.write(bytes.subarray(0, bytes.length >> 1), () => client.resetAndDestroy());
    });
  }
}
