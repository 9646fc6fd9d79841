import { once } from 'node:events';
import { get } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { hashSync } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tools/wait-for.js';
import { temporaryFolder, writeAll } from '../../support/certificates.js';
import { CollectorProcess, runDeadbeat } from '../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../support/fake-frontend/index.js';
import { cancelled, running } from '../../support/runs.js';

const paths = ['/', '/metrics', '/healthz', '/readyz', '/api/activities', '/api/status', '/api/overview', '/nothing'];
const secretId = 'customer-4711';
const worker = '17@secret-host';

let frontend: FakeFrontend;
let collector: CollectorProcess;

beforeAll(async () => {
  frontend = await startFakeFrontend();
  frontend.put(cancelled({ workflowId: secretId }, { workerIdentity: worker }));
  const folder = temporaryFolder();
  writeAll(folder, { 'web.yml': `basic_auth_users:\n  me: ${hashSync('right', 4)}\n` });
  // One is read in part, and one not at all: both are logged.
  frontend.put(running({ workflowId: `${secretId}-in-part` }), running({ workflowId: `${secretId}-unreadable` }));
  const isOf = (end: string) => (request: { execution?: { workflowId?: string | null } | null }) =>
    request.execution?.workflowId === `${secretId}-${end}`;
  frontend.faults.fail('DescribeWorkflowExecution', { code: status.INTERNAL, when: isOf('unreadable') });
  collector = await CollectorProcess.start({
    address: frontend.address,
    args: [
      ...['--log-level', 'trace'],
      ...['--redact-ids', '--schedule', '* * * * * *', '--health-listen', '127.0.0.1:0'],
      ...['--web-external-url', 'https://tools.example.com/deadbeat/', '--web-config-file', join(folder, 'web.yml')],
    ],
  });
});
afterAll(async () => {
  await collector?.stop();
  await frontend?.stop();
});

const authorization = `Basic ${Buffer.from('me:right').toString('base64')}`;

type Answer = Readonly<{ status: number | undefined; headers: Record<string, unknown>; text: string }>;

/** A request with any Host, which fetch() would not send. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = { method, agent: false, headers: { authorization, ...headers } };
    get(collector.url + path, asked, async (response) => {
      let text = '';
      for await (const part of response.setEncoding('utf8')) text += part;
      resolve({ status: response.statusCode, headers: response.headers, text });
    }).on('error', reject);
  });
}

describe('every answer', () => {
  it.each(paths)('may not be sniffed, framed or run: %s', async (path) => {
    const { headers } = await ask(path);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['content-security-policy']).toMatch(/^default-src 'none';.*frame-ancestors 'none'/);
    expect(headers['content-security-policy']).not.toContain('unsafe');
  });

  it.each(paths.slice(0, -1))('to HEAD is that to GET without its body: %s', async (path) => {
    const head = await ask(path, {}, 'HEAD');
    expect(head).toMatchObject({ status: (await ask(path)).status, text: '' });
    expect(Number(head.headers['content-length'])).toBeGreaterThan(0);
  });
});

describe('the probes', () => {
  it('need no credentials, and the rest does', async () => {
    for (const path of ['/healthz', '/readyz']) expect((await collector.fetch(path)).status).not.toBe(401);
    for (const path of ['/', '/metrics', '/api/status', '/healthz/x'])
      expect((await collector.fetch(path)).status).toBe(401);
  });

  it('have an address of their own, which answers nothing else', async () => {
    const url = String(collector.log.find(({ msg }) => msg === 'answering probes')?.url);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await waitFor(async () => (await fetch(`${url}/readyz`)).ok, { what: 'the namespace to be tried' });
    for (const path of ['/', '/metrics', '/api/status']) expect((await fetch(url + path)).status).toBe(404);
  });

  it('name the flag when their address is unavailable', async () => {
    const taken = new URL(collector.url).host;
    const args = ['--state-file', 'none', '--listen', '127.0.0.1:0', '--health-listen', taken];
    const { code, stderr } = await runDeadbeat(args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`--health-listen: got ${taken}`)]);
  });
});

describe('with --web-external-url', () => {
  it.each(['tools.example.com', 'TOOLS.example.com:443', '10.1.2.3:9810', '[::1]:9810', 'localhost', 'deadbeat:9810'])(
    'answers the host %s',
    async (host) => {
      expect((await ask('/api/status', { host })).status).toBe(200);
    },
  );

  it('does not answer for the name of another host, except to probes', async () => {
    for (const path of ['/', '/metrics', '/api/activities'])
      expect((await ask(path, { host: 'evil.example.net' })).status).toBe(421);
    expect((await ask('/healthz', { host: 'evil.example.net' })).status).toBe(200);
  });

  it('answers below its path, and without it', async () => {
    expect((await ask('/deadbeat/api/status')).status).toBe(200);
    expect((await ask('/deadbeat/healthz')).status).toBe(200);
    expect((await ask('/deadbeatx')).status).toBe(404);
    expect(await ask('/deadbeat')).toMatchObject({ status: 308, headers: { location: '/deadbeat/' } });
  });

  it('has only relative links on the page', async () => {
    const { text } = await ask('/deadbeat/');
    expect([...text.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, link]) => link)).toEqual([]);
  });
});

describe('with --redact-ids', () => {
  it('shows no ID and no worker identity anywhere', async () => {
    const isFound = async () => (await ask('/metrics')).text.includes('deadbeat_offender_seconds{');
    await waitFor(isFound, { what: 'the offender in the metrics' });
    for (const path of ['/', '/metrics', '/api/activities', '/api/overview', '/api/status']) {
      const { text } = await ask(path);
      expect([path, text.includes(secretId), text.includes('secret-host')]).toEqual([path, false, false]);
    }
    const [row] = JSON.parse((await ask('/api/activities')).text).activities;
    expect(row).toMatchObject({ workflowId: expect.stringMatching(/^[0-9a-f]{12}$/), commands: [], uiUrl: null });
  });

  it('logs no ID and no worker identity', async () => {
    const isLogged = () => collector.log.some(({ msg }) => msg.startsWith('an execution cannot be read'));
    await waitFor(isLogged, { what: 'the execution that cannot be read in the log' });
    expect(collector.output).not.toContain(secretId);
    expect(collector.output).not.toContain('secret-host');
  });
});

describe('with --redact-ids, an error of the server that quotes IDs', () => {
  it('shows its code, and no ID in status, page or log', async () => {
    const hostile = await startFakeFrontend();
    const message = `workflow not found for ID: ${secretId} and RunID: 3b1c5dbe-0b0a-4a54-9a4d-3f2b9a6f9f0e, worker ${worker}`;
    hostile.faults.fail('*', { code: status.FAILED_PRECONDITION, message });
    const { address } = hostile;
    const args = ['--redact-ids', '--log-level', 'trace', '--schedule', '* * * * * *'];
    const quiet = await CollectorProcess.start({ address, args });
    try {
      const failure = async () => (await quiet.json('/api/status')).namespaces[0]?.lastError;
      const shown = await waitFor(failure, { what: 'the failed pass in the status' });
      expect(shown).toMatchObject({ code: 'FAILED_PRECONDITION', detail: expect.stringContaining('--redact-ids') });
      const isLogged = () => quiet.log.some(({ msg }) => msg.startsWith('discovery pass failed'));
      await waitFor(isLogged, { what: 'the failed pass in the log' });
      for (const path of ['/', '/api/status', '/api/overview', '/metrics']) {
        const text = await (await quiet.fetch(path)).text();
        expect([path, /customer-4711|3b1c5dbe|secret-host/.test(text)]).toEqual([path, false]);
      }
      expect(quiet.output).not.toMatch(/customer-4711|3b1c5dbe|secret-host/);
    } finally {
      await quiet.stop();
      await hostile.stop();
    }
  });
});

describe('a request', () => {
  it('with a URL or headers that are too long is refused', async () => {
    expect((await ask(`/api/activities?search=${'x'.repeat(9_000)}`)).status).toBe(414);
    expect((await ask('/api/status', { 'x-long': 'x'.repeat(17_000) })).status).toBe(431);
  });

  it('that never ends does not keep its connection', async () => {
    const { hostname, port } = new URL(collector.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined).resume();
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-');
    await once(socket, 'close');
    expect(socket.bytesRead).toBeGreaterThanOrEqual(0);
  });
});
