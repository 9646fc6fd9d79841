import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

/**
 * Below the ports that systems give to outgoing connections: one of those may be taken between checking and binding, or
 * while its server is away for a while.
 */
const range = { from: 20_000, to: 32_000 };

/** Distinct ports of 127.0.0.1 that were free a moment ago: all are held at once, then released. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, holdFreePort));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

export async function freePort(): Promise<number> {
  const [port] = await freePorts(1);
  return port as number;
}

/** Whether the port can be listened on at 127.0.0.1. */
export async function isFree(port: number): Promise<boolean> {
  try {
    const server = await hold(port);
    await once(server.close(), 'close');
    return true;
  } catch {
    return false;
  }
}

async function holdFreePort(): Promise<Server> {
  for (let triesLeft = 100; ; triesLeft--) {
    const port = range.from + Math.floor(Math.random() * (range.to - range.from));
    try {
      return await hold(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || triesLeft === 1) throw error;
    }
  }
}

async function hold(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
