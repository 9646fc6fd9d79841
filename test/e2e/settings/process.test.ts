import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { type Environment, runDeadbeat } from '../../support/collector.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deadbeat-settings-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const noState = ['--state-file', 'none', '--listen', '127.0.0.1:0'];

/** Runs it in vain, and returns what it wrote. */
async function refused(args: readonly string[], environment: Environment = {}): Promise<string> {
  const { code, stdout, stderr } = await runDeadbeat(args, environment);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  return stderr;
}

describe('the command', () => {
  it('ends with 2 and one line for each problem', async () => {
    const stderr = await refused(['--shard', '3/2', '--top-offenders', 'all'], { DEADBEAT_LOG_LEVEL: 'loud' });
    expect(stderr).toBe(
      [
        'deadbeat: --top-offenders: got "all", expected a whole number from 0 to 1000',
        'deadbeat: --shard: got "3/2", expected i/n with i from 1 to n and n up to 9999, such as 1/1 or 2/3, or auto/n on a host whose name ends with a number from -0',
        'deadbeat: DEADBEAT_LOG_LEVEL: got "loud", expected one of trace, debug, info, warn, error, fatal',
        '',
      ].join('\n'),
    );
  });

  it('ends with 2 when its port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => server.once('listening', done));
    const { port } = server.address() as { port: number };
    const stderr = await refused(['--state-file', 'none', '--listen', `127.0.0.1:${port}`]);
    server.close();
    expect(stderr).toMatch(
      new RegExp(
        `^deadbeat: --listen: got 127.0.0.1:${port}, expected an address that is free \\(.*EADDRINUSE.*\\)\\n$`,
      ),
    );
  });

  it.each(['nosuch.invalid:0', '999.1.1.1:0', '192.0.2.1:0'])(
    'ends with 2 and one line when its address is none of this machine: %s',
    async (address) => {
      const stderr = await refused(['--state-file', 'none', '--listen', address]);
      expect(stderr).toMatch(
        /^deadbeat: --listen: got \S+:0, expected HOST:PORT with an address of this machine that this user may listen on \([^\n]+\)\n$/,
      );
      expect(stderr).toContain(`got ${address},`);
    },
  );

  it('prints help and version on stdout, and ends with 0', async () => {
    const help = await runDeadbeat(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('--requests-per-second <calls/s>');
    const version = await runDeadbeat(['--version']);
    expect(version).toMatchObject({ code: 0, stderr: '', stdout: `${packageJson.version}\n` });
  });
});

describe('the connection', () => {
  it.each<[string, Environment, RegExp]>([
    [
      'TLS that is neither true nor false',
      { TEMPORAL_TLS: 'maybe' },
      /TEMPORAL_TLS: got "maybe", expected true or false/,
    ],
    ['a certificate without its key', { TEMPORAL_TLS_CLIENT_CERT_DATA: 'x' }, /got one of the two, expected both/],
    [
      'a certificate that is not there',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: 'missing.pem' },
      /TEMPORAL_TLS_SERVER_CA_CERT_PATH: got "missing\.pem", expected a file that can be read \(ENOENT/,
    ],
    [
      'a key where its path belongs',
      { TEMPORAL_TLS_CLIENT_KEY_PATH: '-----BEGIN PRIVATE KEY-----\nSECRET\n' },
      /TEMPORAL_TLS_CLIENT_KEY_PATH: got PEM data, expected the path of a file/,
    ],
    [
      'a certificate given twice',
      { TEMPORAL_TLS_SERVER_CA_CERT_PATH: 'missing.pem', TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'x' },
      /TEMPORAL_TLS_SERVER_CA_CERT_PATH, TEMPORAL_TLS_SERVER_CA_CERT_DATA: got both, expected one of the two/,
    ],
    [
      'a certificate that is none',
      { TEMPORAL_TLS_CLIENT_CERT_DATA: 'x', TEMPORAL_TLS_CLIENT_KEY_DATA: 'y' },
      /TEMPORAL_TLS_CLIENT_CERT_DATA: expected certificates as PEM/,
    ],
    [
      'a profile that is not there',
      { TEMPORAL_PROFILE: 'nope' },
      /TEMPORAL_PROFILE: got "nope", expected a profile of temporal\.toml/,
    ],
    [
      'a configuration that is a folder',
      { TEMPORAL_CONFIG_FILE: tmpdir() },
      /TEMPORAL_CONFIG_FILE: got ".*", expected a valid temporal\.toml whose files can be read \(EISDIR/,
    ],
    [
      'an address with a port that no host has',
      { TEMPORAL_ADDRESS: 'localhost:70000' },
      /TEMPORAL_ADDRESS: got "localhost:70000", expected HOST:PORT such as 127\.0\.0\.1:7233, without a scheme/,
    ],
    [
      'an address with a user and password',
      { TEMPORAL_ADDRESS: 'user:SECRET@host:1' },
      /TEMPORAL_ADDRESS: got "\*\*\*@host:1", expected HOST:PORT/,
    ],
  ])('%s is one line, and 2', async (_, environment, expected) => {
    const stderr = await refused(noState, environment);
    expect(stderr).toMatch(expected);
    expect(stderr).toMatch(/^deadbeat: [^\n]*\n$/);
    expect(stderr).not.toContain('SECRET');
  });

  it('is not refused for an address in the environment that a flag replaces', async () => {
    const { code } = await runDeadbeat(['scan', '--address', '127.0.0.1:1'], { TEMPORAL_ADDRESS: 'user:pw@host:1' });
    expect(code).toBe(3);
  });

  it('never prints the password in an address of temporal.toml', async () => {
    const file = join(folder, 'address.toml');
    await writeFile(file, '[profile.default]\naddress = "user:SECRET@host:1"\n');
    const stderr = await refused(['scan'], { TEMPORAL_CONFIG_FILE: file });
    expect(stderr).toMatch(/^deadbeat: address of temporal\.toml: got "\*\*\*@host:1", expected HOST:PORT[^\n]*\n$/);
  });

  it('never prints the API key of a temporal.toml that cannot be read', async () => {
    const file = join(folder, 'broken.toml');
    await writeFile(file, '[profile.default]\naddress = "a:1"\napi_key = "SECRET-KEY\n');
    const stderr = await refused(noState, { TEMPORAL_CONFIG_FILE: file });
    expect(stderr).toMatch(/^deadbeat: [^\n]*temporal\.toml[^\n]*\n$/);
    expect(stderr).not.toContain('SECRET');
  });

  it('never prints an API key from the environment', async () => {
    const key = 'eyJ-SECRET-API-KEY';
    const stderr = await refused(['--shard', 'x'], { TEMPORAL_API_KEY: key, TEMPORAL_TLS: 'maybe' });
    expect(stderr).not.toContain('SECRET');
    const tls = await refused(noState, { TEMPORAL_API_KEY: key, TEMPORAL_TLS_CLIENT_KEY_DATA: 'SECRET-PEM' });
    expect(tls).not.toContain('SECRET');
  });
});
