import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export const connectionLimits = {
  /** More connections than this at one time are closed at once. */
  connectionsAtMost: 4_096,
  /** A connection on which nothing moved for this long, in either direction, is closed, unless its answer is being made. */
  standstillMs: 30_000,
};
/** A request must be here, its headers and all of it, within this time. */
const headersWithinMs = 10_000;
const requestWithinMs = 30_000;
const urlCharactersAtMost = 8_192;
const headerBytesAtMost = 16_384;

/** For the constructor of a server. */
export const serverOptions = {
  maxHeaderSize: headerBytesAtMost,
  headersTimeout: headersWithinMs,
  requestTimeout: requestWithinMs,
  connectionsCheckingInterval: 5_000,
} as const;

/**
 * Clients that do not send or do not read are cut: held connections cannot hold the process.
 * @param refused called for each connection that is one too many
 */
export function boundConnections<S extends Server>(
  server: S,
  refused: () => void,
  { connectionsAtMost, standstillMs } = connectionLimits,
): S {
  server.maxConnections = connectionsAtMost;
  server.on('drop', refused);
  const answers = new WeakMap<Socket, ServerResponse>();
  server.on('request', ({ socket }, response) => answers.set(socket, response));
  server.setTimeout(standstillMs, (socket) => {
    const answer = answers.get(socket);
    // While its answer is being made, it is not the client who stands still.
    if (answer === undefined || answer.headersSent) socket.destroy();
    else socket.setTimeout(standstillMs);
  });
  return server;
}

/** Refuses a URL that is longer than any that this program reads. */
export function boundUrl(app: RequestListener): RequestListener {
  return (request, response) => {
    if ((request.url?.length ?? 0) <= urlCharactersAtMost) return app(request, response);
    response.writeHead(414, { Connection: 'close' }).end();
  };
}
