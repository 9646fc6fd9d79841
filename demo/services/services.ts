import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Slow external systems on a local HTTP server, which keeps a record of what it was asked. */
export type Services = Readonly<{
  url: string;
  /** When each call of the path came, oldest first: milliseconds since the epoch. */
  calls(path: string): readonly number[];
  /** Calls of the path that have neither been answered nor given up by the caller. */
  open(path: string): number;
  close(): Promise<void>;
}>;

const base = 'http://localhost';

/** `/PATH?ms=N` is answered after N milliseconds. */
export async function startServices(): Promise<Services> {
  const calls = new Map<string, number[]>();
  const open = new Map<string, number>();
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    if (!URL.canParse(url, base)) return response.writeHead(400).end();
    const { pathname, searchParams } = new URL(url, base);
    calls.set(pathname, [...(calls.get(pathname) ?? []), Date.now()]);
    open.set(pathname, (open.get(pathname) ?? 0) + 1);
    const answering = setTimeout(() => response.end('done\n'), Number(searchParams.get('ms') ?? 0));
    response.once('close', () => {
      clearTimeout(answering);
      open.set(pathname, (open.get(pathname) ?? 0) - 1);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: (path) => calls.get(path) ?? [],
    open: (path) => open.get(path) ?? 0,
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
