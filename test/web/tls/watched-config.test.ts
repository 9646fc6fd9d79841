import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { WatchedConfig } from '../../../collector/web/tls/watched-config.js';
import { BadWebConfig, readWebConfig } from '../../../collector/web/tls/web-config.js';
import { type Certificate, certificate, temporaryFolder, writeAll } from '../../support/certificates.js';

const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';
const users = (...names: string[]) => `basic_auth_users:\n${names.map((name) => `  ${name}: ${hash}\n`).join('')}`;
const { cert, key } = certificate('server');

let folder: string;
let logged: string[];
let log: Logger;

beforeEach(() => {
  folder = temporaryFolder();
  logged = [];
  log = pino({ base: null }, { write: (line: string) => void logged.push(JSON.parse(line).msg) });
});

function watched(content: string): WatchedConfig {
  writeAll(folder, { 'web.yml': content });
  return new WatchedConfig(join(folder, 'web.yml'), log);
}

const names = (config: WatchedConfig) => [...config.current().users.keys()];

it.each(['', 'basic_auth_users:\n', users('a').slice(0, 30)])(
  'a config cut to %j does not end authentication',
  (content) => {
    const config = watched(users('a'));
    writeAll(folder, { 'web.yml': content });
    expect(names(config)).toEqual(['a']);
    expect(config.lastReloadSuccessful).toBe(false);
    expect(logged).toEqual(['web config has changed and cannot be used; the last good one stays in force']);
  },
);

it('a user who is removed while others stay gets in no more', () => {
  const config = watched(users('a', 'b'));
  writeAll(folder, { 'web.yml': users('b') });
  expect(names(config)).toEqual(['b']);
  expect(config.lastReloadSuccessful).toBe(true);
});

it('a certificate behind a symlink loop leaves the last good one in force', () => {
  const tls = 'tls_server_config:\n  cert_file: tls/cert.pem\n  key_file: tls/key.pem\n';
  mkdirSync(join(folder, 'tls'));
  writeAll(join(folder, 'tls'), { 'cert.pem': cert, 'key.pem': key });
  const config = watched(tls);
  rmSync(join(folder, 'tls'), { recursive: true });
  symlinkSync('tls', join(folder, 'tls'));
  expect(config.current().tls?.cert.toString()).toBe(cert);
  expect(config.lastReloadSuccessful).toBe(false);
});

it('new times or a new mode alone are no change', () => {
  const config = watched(users('a'));
  utimesSync(join(folder, 'web.yml'), 1, 1);
  chmodSync(join(folder, 'web.yml'), 0o600);
  expect(names(config)).toEqual(['a']);
  expect([config.lastReloadSuccessful, logged]).toEqual([true, []]);
});

const folderOfCertificates = 'tls_server_config:\n  cert_file: tls/cert.pem\n  key_file: tls/key.pem\n';

function writeCertificates(name: string, { cert, key }: Certificate): void {
  mkdirSync(join(folder, name));
  writeAll(join(folder, name), { 'cert.pem': cert, 'key.pem': key });
}

it('a change of the symlink in the way of the certificates is noticed, as Kubernetes makes it', () => {
  const next = certificate('next');
  writeCertificates('..1', { cert, key });
  writeCertificates('..2', next);
  symlinkSync('..1', join(folder, 'tls'));
  const config = watched(folderOfCertificates);
  symlinkSync('..2', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, 'tls'));
  expect(config.current().tls?.cert.toString()).toBe(next.cert);
  expect([config.lastReloadSuccessful, config.failedReloads]).toEqual([true, 0]);
});

it('a file that is named before it is there is taken once it is, and each failure is counted once', () => {
  writeCertificates('tls', { cert, key });
  const config = watched(folderOfCertificates);
  writeAll(folder, { 'web.yml': folderOfCertificates.replaceAll('tls/', 'new/') });
  for (let request = 0; request < 3; request++) expect(config.current().tls?.cert.toString()).toBe(cert);
  expect([config.lastReloadSuccessful, config.failedReloads, logged.length]).toEqual([false, 1, 1]);
  const next = certificate('next');
  writeCertificates('new', next);
  expect(config.current().tls?.cert.toString()).toBe(next.cert);
  expect(config.lastReloadSuccessful).toBe(true);
  writeAll(join(folder, 'new'), { 'cert.pem': '' });
  expect(config.current().tls?.cert.toString()).toBe(next.cert);
  expect([config.lastReloadSuccessful, config.failedReloads]).toEqual([false, 2]);
});

it('a FIFO, a folder and a device are refused, and waited for by no one', () => {
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  for (const path of [join(folder, 'fifo'), folder, '/dev/zero'])
    expect(() => readWebConfig(path)).toThrow('the file cannot be read (not a regular file)');
});

it('a user name that objects cannot hold is refused, not forgotten', () => {
  writeAll(folder, { 'web.yml': users('__proto__') });
  expect(() => readWebConfig(join(folder, 'web.yml'))).toThrow(BadWebConfig);
});
