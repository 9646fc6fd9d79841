import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { CollectorProcess } from '../../support/collector.js';
import { type FrontendProcess, spawnFakeFrontend } from '../../support/fake-frontend/index.js';

const activities = 5_000;
const megabyte = 1024 * 1024;

let frontend: FrontendProcess;
let collector: CollectorProcess;
let sockets: Socket[] = [];

beforeAll(async () => {
  frontend = await spawnFakeFrontend({ executions: activities, running: activities });
  const budgets = ['--requests-per-second', '2000', '--visibility-requests-per-second', '100'];
  collector = await CollectorProcess.start({ address: frontend.address, args: budgets });
  const isKnown = { deadlineMs: 180_000, everyMs: 500 };
  await collector.metricsWhen('all to be known', (now) => now.sum('deadbeat_activities') === activities, isKnown);
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});
afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
});

/** Connections that send this, and read no more than the beginning of an answer, for which they wait. */
async function hold(count: number, request: string): Promise<void> {
  const { hostname, port } = new URL(collector.url);
  const opened = Array.from({ length: count }, async () => {
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(request);
    if (request === '') return;
    await once(socket, 'data');
    socket.pause();
  });
  await Promise.all(opened);
}

async function processMetric(name: 'process_open_fds' | 'process_resident_memory_bytes'): Promise<number> {
  return (await collector.metrics()).sum(name) ?? Number.NaN;
}

const openFiles = () => processMetric('process_open_fds');

async function expectHeldAndCut(count: number, request: string): Promise<void> {
  // What an answer takes once is there before.
  await (await collector.fetch('/api/activities?limit=5000')).text();
  const [files, bytes] = [await openFiles(), await processMetric('process_resident_memory_bytes')];
  await hold(count, request);
  if (request === '')
    await collector.metricsWhen('many to be held', (now) => (now.sum('process_open_fds') ?? 0) >= files + count / 4);
  expect((await collector.fetch('/healthz')).status).toBe(200);
  const grownMb = ((await processMetric('process_resident_memory_bytes')) - bytes) / megabyte;
  expect(grownMb).toBeLessThan(200);
  await collector.metricsWhen('all to be cut', (now) => (now.sum('process_open_fds') ?? 0) < files + 20, {
    deadlineMs: 120_000,
  });
}

it('400 clients that never read are cut, and hold neither memory nor anyone else', async () => {
  const { bytes } = await size('/api/activities?limit=5000');
  // More than the buffers of a connection hold, so that 400 copies would be seen.
  expect(bytes).toBeGreaterThan(3 * megabyte);
  await expectHeldAndCut(400, 'GET /api/activities?limit=5000 HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(8));
});

it('400 idle connections are closed', async () => {
  await expectHeldAndCut(400, '');
});

async function size(path: string): Promise<{ status: number; bytes: number }> {
  const response = await collector.fetch(path);
  return { status: response.status, bytes: (await response.arrayBuffer()).byteLength };
}

it('1,000 scrapes at the same time are all answered in full', async () => {
  const agent = new Agent({ maxSockets: 1_000 });
  const scrape = () =>
    new Promise<string>((resolve, reject) => {
      get(`${collector.url}/metrics`, { agent }, async (response) => {
        let text = '';
        for await (const part of response.setEncoding('utf8')) text += part;
        resolve(`${response.statusCode} ${/^deadbeat_activities\{.*state="started"/m.test(text)}`);
      }).on('error', reject);
    });
  const answers = await Promise.all(Array.from({ length: 1_000 }, scrape));
  expect(answers.filter((answer) => answer === '200 true')).toHaveLength(1_000);
});
