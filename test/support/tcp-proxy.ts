import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Passes connections on; what is done with the bytes that are answered is up to `answering`. */
export abstract class TcpProxy {
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  protected constructor(to: string) {
    const [host = '', port = ''] = to.split(':');
    this.server = createServer((client) => this.pass(client, connect(Number(port), host)));
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  protected async listen(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  stop(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** Of one connection: takes each piece of what is answered to the client. */
  protected abstract answering(client: Socket): (bytes: Buffer) => void;

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
    server.on('data', this.answering(client));
  }
}
