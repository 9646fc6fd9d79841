import type { RequestListener, Server } from 'node:http';

export const connectionLimits = {
  /** More connections than this at one time are closed at once. */
  connectionsAtMost: 4_096,
  /** A connection on which nothing moved for this long, in either direction, is closed. */
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
  server.setTimeout(standstillMs, (socket) => socket.destroy());
  return server;
}

/** Refuses a URL that is longer than any that this program reads. */
export function boundUrl(app: RequestListener): RequestListener {
  return (request, response) => {
    if ((request.url?.length ?? 0) <= urlCharactersAtMost) return app(request, response);
    response.writeHead(414, { Connection: 'close' }).end();
  };
}
