import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { boundUrl, serverOptions } from '../limits.js';
import type { WatchedConfig } from './watched-config.js';
import { contextOf, type TlsConfig } from './web-config.js';

/** HTTP, or HTTPS where the web config has certificates: those are the current ones for each connection. */
export function createWebServer(app: RequestListener, config: WatchedConfig | undefined): Server {
  const tls = config?.current().tls;
  if (config === undefined || tls === undefined) return createHttpServer(serverOptions, boundUrl(app));
  const { clientAuth } = tls;
  const server = createHttpsServer(
    {
      ...serverOptions,
      ...contextOf(tls),
      requestCert: clientAuth !== 'NoClientCert',
      rejectUnauthorized: clientAuth === 'RequireAndVerifyClientCert',
    },
    boundUrl(app),
  );
  let inForce = tls;
  // Ahead of node's own listener, which begins the handshake.
  server.prependListener('connection', () => {
    const next = config.current().tls;
    if (next === undefined || next === inForce) return;
    inForce = next;
    server.setSecureContext(contextOf(next));
  });
  server.prependListener('secureConnection', (socket: TLSSocket) => {
    if (!isWelcome(socket, clientAuth)) socket.destroy();
  });
  return server;
}

/** The policies for which node has no option of its own. */
function isWelcome(socket: TLSSocket, clientAuth: TlsConfig['clientAuth']): boolean {
  const hasCertificate = socket.getPeerX509Certificate() !== undefined;
  switch (clientAuth) {
    case 'RequireAnyClientCert':
    case 'RequireClientCert':
      return hasCertificate;
    case 'VerifyClientCertIfGiven':
      return !hasCertificate || socket.authorized;
    case 'NoClientCert':
    case 'RequestClientCert':
    case 'RequireAndVerifyClientCert':
      return true;
  }
}
