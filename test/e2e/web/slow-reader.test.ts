import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as made } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { bodyOf, sendBody } from '../../../collector/web/body.js';
import { boundConnections, connectionLimits, serverOptions } from '../../../collector/web/limits.js';

/** More than the buffers of a connection hold. */
const body = bodyOf('x'.repeat(32 * 1024 * 1024));
let server: ReturnType<typeof createServer>;

let refused = 0;

async function start(limits: Partial<typeof connectionLimits>, madeWithinMs = 0): Promise<number> {
  const app = createServer(serverOptions, async (_request, response) => {
    await made(madeWithinMs);
    await sendBody(response, body);
  });
  refused = 0;
  const count = () => {
    refused += 1;
  };
  server = boundConnections(app, count, { ...connectionLimits, ...limits });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it('a reader that stops reading is cut, and what it has not taken is not copied for it', async () => {
  const port = await start({ standstillMs: 500 });
  const warnings: string[] = [];
  process.on('warning', ({ name }) => warnings.push(name));
  const before = process.memoryUsage();
  const readers = Array.from({ length: 20 }, () => {
    const socket = connect(port, '127.0.0.1').pause();
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return socket.on('error', () => undefined);
  });
  const cut = new Set<unknown>();
  server.on('connection', (socket) => socket.on('close', () => cut.add(socket)));
  await expect.poll(() => cut.size, { timeout: 20_000 }).toBe(readers.length);
  const after = process.memoryUsage();
  expect(after.arrayBuffers + after.external - before.arrayBuffers - before.external).toBeLessThan(20 * 1024 * 1024);
  expect(warnings).toEqual([]);
  for (const socket of readers) socket.destroy();
});

it('a reader that reads slowly gets everything', async () => {
  const port = await start({ standstillMs: 500 });
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  let received = 0;
  for await (const part of socket) received += part.length;
  expect(received).toBeGreaterThan(body.bytes);
});

it('a reader whose answer takes long to make gets it', async () => {
  const port = await start({ standstillMs: 100 }, 1_000);
  const socket = connect(port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  let received = 0;
  for await (const part of socket) received += part.length;
  expect(received).toBeGreaterThan(body.bytes);
});

it('connections beyond the limit are closed at once and counted, and those that were there stay', async () => {
  const port = await start({ connectionsAtMost: 3 });
  const open = () => connect(port, '127.0.0.1').on('error', () => undefined);
  const first = [open(), open(), open()];
  await Promise.all(first.map((socket) => once(socket, 'connect')));
  const late = [open().resume(), open().resume()];
  await Promise.all(late.map((socket) => once(socket, 'close')));
  expect(refused).toBe(2);
  const [socket] = first as [(typeof first)[number]];
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  await once(socket, 'readable');
  for (const one of first) one.destroy();
});
