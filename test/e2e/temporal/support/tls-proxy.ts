import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { Certificate } from '../../../support/certificates.js';

export type Identity = Readonly<{ server: Certificate; clientAuthority: Certificate }>;

/** Ends TLS, with client certificates, in front of a server that speaks plain HTTP/2. */
export class TlsProxy {
  private readonly sockets = new Set<TLSSocket>();

  private constructor(private readonly server: Server) {}

  static async start(target: string, identity: Identity): Promise<TlsProxy> {
    const [host, port] = target.split(':');
    const options = { ...material(identity), requestCert: true, rejectUnauthorized: true, ALPNProtocols: ['h2'] };
    const server = createServer(options);
    const proxy = new TlsProxy(server);
    server.on('secureConnection', (socket) => {
      const behind = connect(Number(port), host);
      proxy.sockets.add(socket);
      socket.pipe(behind).pipe(socket);
      socket.on('error', () => behind.destroy()).on('close', () => proxy.sockets.delete(socket));
      behind.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The names of the client certificates of the open connections, each once. */
  get clients(): string[] {
    return [...new Set([...this.sockets].map((socket) => String(socket.getPeerCertificate().subject?.CN)))].sort();
  }

  /** Connections from now on need the new certificates, and those that are open break. */
  require(identity: Identity): void {
    this.server.setSecureContext(material(identity));
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

function material({ server, clientAuthority }: Identity) {
  return { cert: server.cert, key: server.key, ca: clientAuthority.cert };
}
