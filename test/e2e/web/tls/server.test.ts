import { once } from 'node:events';
import { renameSync } from 'node:fs';
import { type RequestOptions, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { PeerCertificate, SecureVersion, TLSSocket } from 'node:tls';
import { hashSync } from 'bcryptjs';
import express from 'express';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { basicAuth } from '../../../../collector/web/tls/basic-auth.js';
import { createWebServer } from '../../../../collector/web/tls/server.js';
import { WatchedConfig } from '../../../../collector/web/tls/watched-config.js';
import { type Certificate, certificate, temporaryFolder, writeAll } from '../../../support/certificates.js';
import { CollectorProcess, runDeadbeat } from '../../../support/collector.js';
import { type FakeFrontend, startFakeFrontend } from '../../../support/fake-frontend/index.js';

type Started = Readonly<{ url: string; log: () => string; stop: () => void }>;

let started: Started | undefined;
let folder: string;
let ca: Certificate;
let server: Certificate;

beforeAll(() => {
  ca = certificate('authority');
  server = certificate('first', ca);
});
afterEach(() => {
  started?.stop();
  started = undefined;
});

function writeConfig(webConfig: string): string {
  folder = temporaryFolder();
  writeAll(folder, { 'cert.pem': server.cert, 'key.pem': server.key, 'ca.pem': ca.cert, 'web.yml': webConfig });
  return join(folder, 'web.yml');
}

/** The server and the guard as the collector puts them together, before an application that says hello. */
async function start(webConfig: string): Promise<Started> {
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  const config = new WatchedConfig(writeConfig(webConfig), log);
  const app = express();
  app.use(basicAuth(() => config.current().users, log));
  app.get('/', (_request, response) => void response.send('hello'));
  const listening = createWebServer(app, config).listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  const scheme = config.current().tls === undefined ? 'http' : 'https';
  const stop = () => {
    listening.close();
    listening.closeAllConnections();
  };
  started = { url: `${scheme}://127.0.0.1:${port}/`, log: () => lines.join(''), stop };
  return started;
}

/** Replaces a file in one step, as careful tools do. */
function replace(name: string, content: string): void {
  writeAll(folder, { [`${name}.new`]: content });
  renameSync(join(folder, `${name}.new`), join(folder, name));
}

type Answer = Readonly<{ status: number | undefined; peer: PeerCertificate; authenticate: string | undefined }>;

/** One request on a connection of its own. */
function ask(url: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { ca: ca.cert, agent: false, ...options }, (response) => {
      const peer = (response.socket as TLSSocket).getPeerCertificate();
      response.resume();
      resolve({ status: response.statusCode, peer, authenticate: response.headers['www-authenticate'] });
    });
    asked.on('error', reject).end();
  });
}

const tls = 'tls_server_config:\n  cert_file: cert.pem\n  key_file: key.pem\n';
const alice = `basic_auth_users:\n  alice: ${hashSync('right', 4)}\n`;

describe('TLS', () => {
  it('serves HTTPS, and takes a new certificate without a restart', async () => {
    const { url } = await start(tls);
    expect((await ask(url)).peer.subject.CN).toBe('first');

    const second = certificate('second', ca);
    replace('key.pem', second.key);
    // Key and certificate do not match for a moment: the old pair stays.
    expect((await ask(url)).peer.subject.CN).toBe('first');
    replace('cert.pem', second.cert);
    expect((await ask(url)).peer.subject.CN).toBe('second');
  });

  it('refuses a client that only knows older versions', async () => {
    const { url } = await start(`${tls}  min_version: TLS13\n`);
    await expect(ask(url, { maxVersion: 'TLSv1.2' })).rejects.toThrow();
    expect((await ask(url)).status).toBe(200);
  });

  it('negotiates modern cipher suites with TLS 1.2, unless the file lists others', async () => {
    const withRsa = async (lines: string) => {
      const { url } = await start(tls + lines);
      const { cert, key } = certificate('rsa', ca, 'rsa');
      replace('key.pem', key);
      replace('cert.pem', cert);
      expect((await ask(url)).peer.subject.CN).toBe('rsa');
      const isTaken = async (ciphers: string, version: SecureVersion = 'TLSv1.2') => {
        const options = { ciphers, minVersion: version, maxVersion: version };
        return ask(url, options).then(
          () => true,
          () => false,
        );
      };
      return { isTaken, stop: () => started?.stop() };
    };
    const usual = await withRsa('');
    for (const old of ['AES128-SHA', 'AES256-GCM-SHA384', 'ECDHE-RSA-AES128-SHA', 'DHE-RSA-AES128-GCM-SHA256'])
      expect([old, await usual.isTaken(old)]).toEqual([old, false]);
    for (const modern of ['ECDHE-RSA-AES128-GCM-SHA256', 'ECDHE-RSA-CHACHA20-POLY1305'])
      expect([modern, await usual.isTaken(modern)]).toEqual([modern, true]);
    expect(await usual.isTaken('ALL:@SECLEVEL=0', 'TLSv1.1')).toBe(false);
    usual.stop();

    const listed = await withRsa('  cipher_suites: [TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384]\n');
    expect(await listed.isTaken('ECDHE-RSA-AES256-GCM-SHA384')).toBe(true);
    expect(await listed.isTaken('ECDHE-RSA-AES128-GCM-SHA256')).toBe(false);
    listed.stop();

    const old = await withRsa('  min_version: TLS10\n');
    for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const)
      expect([version, await old.isTaken('ALL:@SECLEVEL=0', version)]).toEqual([version, true]);
    expect(await old.isTaken('AES128-SHA')).toBe(false);
  });

  it.each([
    ['RequireAndVerifyClientCert', [false, false, true]],
    ['VerifyClientCertIfGiven', [true, false, true]],
    ['RequireAnyClientCert', [false, true, true]],
    ['RequestClientCert', [true, true, true]],
  ] as const)('%s welcomes no certificate, a foreign one, one of its CA: %j', async (type, welcome) => {
    const { url } = await start(`${tls}  client_auth_type: ${type}\n  client_ca_file: ca.pem\n`);
    const clients = [{}, certificate('foreigner'), certificate('friend', ca)];
    const answers = await Promise.allSettled(clients.map((client) => ask(url, client)));
    expect(answers.map(({ status }) => status === 'fulfilled')).toEqual(welcome);
  });
});

describe('basic auth', () => {
  const status = async (user: string, password: string) => {
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return (await fetch(started?.url ?? '', { headers: { authorization } })).status;
  };

  it.each([undefined, 'Basic', 'Basic !!', 'Basic bm9jb2xvbg==', 'Bearer abc'])('refuses %j', async (authorization) => {
    const { url } = await start(alice);
    const answer = await fetch(url, authorization === undefined ? {} : { headers: { authorization } });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic');
    expect(await answer.text()).toBe('Unauthorized\n');
  });

  it('takes over changed users, and keeps the old ones when the file is spoilt', async () => {
    const { log } = await start(alice);
    expect(await status('alice', 'right')).toBe(200);
    replace('web.yml', `basic_auth_users:\n  bob: ${hashSync('secret', 4)}\n`);
    expect(await status('alice', 'right')).toBe(401);
    expect(await status('bob', 'secret')).toBe(200);

    replace('web.yml', 'basic_auth_users: {bob: oops}\n');
    expect(await status('bob', 'secret')).toBe(200);
    expect(await status('alice', 'right')).toBe(401);
    expect(log()).toContain('the last good one stays');
    expect(log()).toContain('basic_auth_users.bob: expected a bcrypt hash');
    expect(log()).not.toContain('oops');
  });
});

describe('the collector', () => {
  let frontend: FakeFrontend;
  beforeAll(async () => {
    frontend = await startFakeFrontend();
  });
  afterAll(() => frontend.stop());

  it('asks for certificate and password on every path, and for the password not on the probes', async () => {
    const args = ['--web-config-file', writeConfig(tls + alice)];
    const collector = await CollectorProcess.start({ address: frontend.address, args });
    try {
      expect(collector.url).toMatch(/^https:/);
      for (const path of ['/', '/metrics', '/api/status', '/nowhere'])
        expect((await ask(collector.url + path)).status, path).toBe(401);
      const auth = 'alice:right';
      expect((await ask(`${collector.url}/healthz`)).status).toBe(200);
      expect((await ask(`${collector.url}/api/status`, { auth })).status).toBe(200);
      expect((await ask(`${collector.url}/nowhere`, { auth })).status).toBe(404);
    } finally {
      await collector.stop();
    }
  });

  it('ends with 2 and one line for each problem when the file cannot be used', async () => {
    const file = writeConfig('rate_limit: {}\nbasic_auth_users: {a: b}\n');
    const { code, stdout, stderr } = await runDeadbeat(['collect', '--web-config-file', file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining(`deadbeat: --web-config-file: "${file}": basic_auth_users.a: expected a bcrypt hash`),
      expect.stringContaining('rate_limit: the exporter-toolkit knows it'),
      '',
    ]);
  });
});
