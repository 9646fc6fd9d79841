import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BadConnectionSettings } from '../../../collector/temporal/connection/bad-settings.js';
import { type ConnectionSettings, readProfile } from '../../../collector/temporal/connection/profile.js';
import { readProfiles } from '../../../collector/temporal/connection/profiles.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'deadbeat-profile-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const withToml = (text: string, more: Record<string, string> = {}): ConnectionSettings => ({
  environment: { TEMPORAL_CONFIG_FILE: write('temporal.toml', text), ...more },
});
const withEnvironment = (environment: Record<string, string>): ConnectionSettings => ({
  environment: { TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'), ...environment },
});

function problemOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof BadConnectionSettings) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('an API key', () => {
  const key = 'eyJhbGciOiJFUzI1NiIsImtpZCI6IktleSJ9';

  it.each<[string, () => ConnectionSettings]>([
    ['the environment', () => withEnvironment({ TEMPORAL_API_KEY: `${key}\n` })],
    ['temporal.toml', () => withToml(`[profile.default]\napi_key = "${key}\\r\\n"\n`)],
    ['a file', () => ({ ...withEnvironment({}), apiKeyFile: write('key', `${key} \n`) })],
  ])('of %s loses the white space at its end, and turns TLS on', (_, settings) => {
    expect(readProfile(settings())).toMatchObject({ apiKey: key, tls: true });
  });

  it.each<[string, () => ConnectionSettings, RegExp]>([
    ['the environment', () => withEnvironment({ TEMPORAL_API_KEY: `${key}ü` }), /^TEMPORAL_API_KEY: expected/],
    ['temporal.toml', () => withToml(`[profile.default]\napi_key = "${key}\\n${key}"\n`), /^api_key of temporal.toml:/],
    [
      'a file',
      () => ({ ...withEnvironment({}), apiKeyFile: write('bad', `${key}\n${key}`) }),
      /^--api-key-file ".*": ex/,
    ],
    ['an empty file', () => ({ ...withEnvironment({}), apiKeyFile: write('empty', '\n') }), /^--api-key-file ".*": ex/],
    [
      'a file that is missing',
      () => ({ ...withEnvironment({}), apiKeyFile: '/nowhere' }),
      /^--api-key-file: got "\/nowh/,
    ],
  ])('that gRPC cannot send names its setting, and is not told: %s', (_, settings, expected) => {
    const problem = problemOf(() => readProfile(settings()));
    expect(problem).toMatch(expected);
    expect(problem).not.toContain(key);
  });

  it('of a file wins over that of the environment', () => {
    const settings = withEnvironment({ TEMPORAL_API_KEY: 'another-key' });
    expect(readProfile({ ...settings, apiKeyFile: write('key', key) }).apiKey).toBe(key);
  });
});

describe('gRPC metadata', () => {
  it('loses the white space at its end', () => {
    expect(readProfile(withEnvironment({ TEMPORAL_GRPC_META_X_TOKEN: 'secret-token\n' })).metadata).toEqual({
      'x-token': 'secret-token',
    });
  });

  it.each<[string, () => ConnectionSettings, RegExp]>([
    ['a value', () => withEnvironment({ TEMPORAL_GRPC_META_TOKEN: 'secret-tökén' }), /^TEMPORAL_GRPC_META_TOKEN: ex/],
    [
      'a value of temporal.toml',
      () => withToml('[profile.default.grpc_meta]\ntoken = "secret-\\u0001"\n'),
      /^grpc_meta.tok/,
    ],
    [
      'a name',
      () => withToml('[profile.default.grpc_meta]\n"a b" = "secret-token"\n'),
      /^grpc_meta.a b of temporal.toml/,
    ],
    ['a number', () => withToml('[profile.default.grpc_meta]\ntoken = 5\n'), /^grpc_meta.token of temporal.toml/],
  ])('that gRPC cannot send names its setting, and is not told: %s', (_, settings, expected) => {
    const problem = problemOf(() => readProfile(settings()));
    expect(problem).toMatch(expected);
    expect(problem).not.toContain('secret-');
  });
});

describe('a temporal.toml with values of the wrong type', () => {
  it.each([
    ['[profile.default.address]\nhost = "a"\n', /^address of temporal.toml: expected a text/],
    ['[profile.default]\nnamespace = 7\n', /^namespace of temporal.toml: expected a text/],
    ['[profile.default]\napi_key = ["a"]\n', /^api_key of temporal.toml: expected a key/],
    ['[profile.default.tls]\nclient_cert_path = 5\nclient_key_path = 6\n', /temporal.toml/],
    ['profile = 5\n', /accepted|temporal.toml/],
    ['[profile]\ndefault = 5\n', /accepted|temporal.toml/],
  ])('%j is one line, no stack trace', (text, expected) => {
    expect(problemOf(() => readProfile(withToml(text)))).toMatch(expected);
  });

  it('a file without any profile says nothing', () => {
    expect(readProfile(withToml('# nothing\n'))).toMatchObject({ address: '127.0.0.1:7233', namespaces: ['default'] });
  });

  it('a profile that is asked for must be there', () => {
    expect(problemOf(() => readProfile({ ...withToml('# nothing\n'), profile: 'prod' }))).toBe(
      '--profile: got "prod", expected a profile of temporal.toml',
    );
  });
});

describe('temporal.toml', () => {
  it('is nowhere for a user without a home, as under systemd, and is watched where envconfig reads it otherwise', () => {
    expect(readProfile({ environment: {} })).toMatchObject({ address: '127.0.0.1:7233', files: [] });
    const environment = { HOME: folder, APPDATA: folder, XDG_CONFIG_HOME: folder };
    const [file = ''] = readProfile({ environment }).files;
    expect(file.startsWith(folder)).toBe(true);
    expect(file.endsWith(join('temporalio', 'temporal.toml'))).toBe(true);
  });
});

describe('TLS material', () => {
  it.each<[Record<string, string>, string]>([
    [{ TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'no PEM' }, 'TEMPORAL_TLS_SERVER_CA_CERT_DATA: expected certificates as PEM'],
    [
      { TEMPORAL_TLS_CLIENT_CERT_DATA: 'x', TEMPORAL_TLS_CLIENT_KEY_DATA: 'y' },
      'TEMPORAL_TLS_CLIENT_CERT_DATA: expected certificates as PEM',
    ],
    [
      { TEMPORAL_TLS_SERVER_CA_CERT_DATA: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' },
      'TEMPORAL_TLS_SERVER_CA_CERT_DATA: expected certificates as PEM',
    ],
  ])('that is no PEM is refused at the start', (environment, problem) => {
    expect(problemOf(() => readProfile(withEnvironment(environment)))).toBe(problem);
  });
});

describe('several profiles', () => {
  const toml = [
    '[profile.eu]\naddress = "eu:7233"\nnamespace = "orders-eu"\n',
    '[profile.us]\naddress = "us:7233"\nnamespace = "orders-us,billing-us"\n',
    '[profile.copy]\naddress = "copy:7233"\nnamespace = "orders-us"\n',
  ].join('');
  const read = (
    profiles: string[],
    more: Record<string, string> = {},
    flags: { address?: string; namespaces?: string[] } = {},
  ) => readProfiles({ ...withToml(toml, more), profiles, namespaces: undefined, ...flags });

  it('are each a connection with its namespaces', () => {
    expect(read(['eu', 'us']).map(({ profile: { address, namespaces } }) => ({ address, namespaces }))).toEqual([
      { address: 'eu:7233', namespaces: ['orders-eu'] },
      { address: 'us:7233', namespaces: ['orders-us', 'billing-us'] },
    ]);
  });

  it('may not lead to namespaces of the same name', () => {
    expect(problemOf(() => read(['eu', 'us', 'copy']))).toBe(
      '--profile: "us" and "copy" both lead to a namespace "orders-us", expected different names',
    );
  });

  it.each<[() => unknown, RegExp]>([
    [
      () => read(['eu', 'us'], { TEMPORAL_ADDRESS: 'one:7233' }),
      /^TEMPORAL_ADDRESS: it would overrule every profile of eu, us/,
    ],
    [() => read(['eu', 'us'], { TEMPORAL_NAMESPACE: 'a' }), /^TEMPORAL_NAMESPACE: /],
    [() => read(['eu', 'us'], {}, { address: 'one:7233' }), /^--address: /],
    [() => read(['eu', 'us'], {}, { namespaces: ['a'] }), /^--namespace: /],
    [() => read(['eu', 'nope']), /^--profile: got "nope", expected a profile of temporal.toml/],
  ])('are refused with what would lead them to one place', (reading, expected) => {
    expect(problemOf(reading)).toMatch(expected);
  });
});
