import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { beforeEach, expect, it } from 'vitest';
import { WatchedConfig } from '../../../collector/web/tls/watched-config.js';
import { BadWebConfig, readWebConfig } from '../../../collector/web/tls/web-config.js';
import { certificate, temporaryFolder, writeAll } from './certificates.js';

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

it('a change of the mode alone is noticed', () => {
  const config = watched(users('a'));
  expect(config.lastReloadSuccessful).toBe(true);
  chmodSync(join(folder, 'web.yml'), 0o600);
  expect(names(config)).toEqual(['a']);
  expect(logged).toEqual(['web config reloaded']);
});

it('a user name that objects cannot hold is refused, not forgotten', () => {
  writeAll(folder, { 'web.yml': users('__proto__') });
  expect(() => readWebConfig(join(folder, 'web.yml'))).toThrow(BadWebConfig);
});
