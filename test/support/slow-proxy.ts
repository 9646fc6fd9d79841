import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

type Piece = Readonly<{ bytes: Buffer; dueAt: number }>;

/** Passes connections on, and holds up what is answered for as long as it is told to, in its order. */
export class SlowProxy {
  /** How long each piece of an answer is held up. */
  delayMs = 0;
  /** Pieces of answers that were held up. */
  heldUp = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly address: string,
  ) {}

  static async start(to: string): Promise<SlowProxy> {
    const [host = '', port = ''] = to.split(':');
    const server = createServer((client) => proxy.pass(client, connect(Number(port), host)));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const proxy = new SlowProxy(server, `127.0.0.1:${(server.address() as AddressInfo).port}`);
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
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(server);
    const waiting: Piece[] = [];
    const passDue = () => {
      while (waiting[0] !== undefined && waiting[0].dueAt <= performance.now())
        client.write(waiting.shift()?.bytes ?? '');
      if (waiting[0] !== undefined) setTimeout(passDue, waiting[0].dueAt - performance.now());
    };
    server.on('data', (bytes: Buffer) => {
      if (this.delayMs > 0) this.heldUp += 1;
      const dueAt = Math.max(performance.now() + this.delayMs, waiting.at(-1)?.dueAt ?? 0);
      waiting.push({ bytes, dueAt });
      if (waiting.length === 1) passDue();
    });
  }
}
