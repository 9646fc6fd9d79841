import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cipherSuites } from '../../../collector/web/tls/ciphers.js';
import { BadWebConfig, readWebConfig } from '../../../collector/web/tls/web-config.js';
import { type Certificate, certificate, temporaryFolder, writeAll } from '../../support/certificates.js';

const secret = '$2y$10$SecretSecretSecretSecretSecretSecretSecretSecretSecre';
const hash = '$2y$10$QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi';

let folder: string;
let server: Certificate;

beforeAll(() => {
  folder = temporaryFolder();
  server = certificate('server');
  const other = certificate('other');
  writeAll(folder, { 'cert.pem': server.cert, 'key.pem': server.key, 'other-key.pem': other.key, 'no.pem': secret });
});

function problemsWith(content: string): readonly string[] {
  writeAll(folder, { 'web.yml': content });
  try {
    readWebConfig(join(folder, 'web.yml'));
    return [];
  } catch (error) {
    if (!(error instanceof BadWebConfig)) throw error;
    const prefix = `--web-config-file: ${JSON.stringify(join(folder, 'web.yml'))}: `;
    return error.problems.map((problem) => problem.replace(prefix, ''));
  }
}

function configWith(content: string) {
  writeAll(folder, { 'web.yml': content });
  return readWebConfig(join(folder, 'web.yml'));
}

const tls = (...lines: string[]) => ['tls_server_config:', ...lines.map((line) => `  ${line}`)].join('\n');
const pair = ['cert_file: cert.pem', 'key_file: key.pem'];

describe('a web config file that is taken', () => {
  it.each(['', '# nothing\n', 'tls_server_config: {}\nbasic_auth_users: {}\n', 'basic_auth_users:\n'])(
    'asks for nothing when it says nothing: %j',
    (content) => {
      const config = configWith(content);
      expect(config.tls).toBeUndefined();
      expect(config.users.size).toBe(0);
    },
  );

  it('finds certificate and key relative to itself, and defaults to TLS 1.2 and above', () => {
    const config = configWith(tls(...pair));
    expect(config.tls).toMatchObject({ minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', clientAuth: 'NoClientCert' });
    expect(String(config.tls?.cert)).toBe(server.cert);
  });

  it('takes certificate, key and client CA inline', () => {
    const inline = (key: string, text: string) => `${key}: ${JSON.stringify(text)}`;
    const config = configWith(
      tls(
        inline('cert', server.cert),
        inline('key', server.key),
        inline('client_ca', server.cert),
        'client_auth_type: RequireAndVerifyClientCert',
        'min_version: TLS13',
      ),
    );
    expect(config.tls).toMatchObject({ cert: server.cert, ca: server.cert, minVersion: 'TLSv1.3' });
  });

  it.each(['cipher_suites: []', 'cipher_suites:', 'min_version: ""', 'min_version: TLS10', 'min_version: TLS11'])(
    'takes %s',
    (line) => {
      expect(configWith(tls(...pair, line)).tls).toBeDefined();
    },
  );

  it('takes every cipher suite that Go calls secure', () => {
    for (const suite of cipherSuites)
      expect(configWith(tls(...pair, `cipher_suites: [${suite}]`)).tls?.ciphers, suite).toContain('TLS_AES_128');
  });

  it('takes users with their bcrypt hashes', () => {
    expect([...configWith(`basic_auth_users:\n  alice: ${hash}\n`).users]).toEqual([['alice', hash]]);
  });
});

describe('a web config file that is refused', () => {
  const cases: readonly (readonly [content: string, ...problems: string[]])[] = [
    ['tls_server_config: [', 'line 1: not valid YAML (BAD_INDENT)'],
    [`a: 1\n${secret}: *nobody`, 'not valid YAML (an alias without its anchor, or too many)'],
    ['- a list', 'the file: expected keys with values'],
    ['tls: {}', "tls: not a key of the exporter-toolkit's web configuration"],
    [tls('cert: a', 'keyfile: b'), "tls_server_config.keyfile: not a key of the exporter-toolkit's web configuration"],
    ['http_server_config: {}', 'http_server_config: the exporter-toolkit knows it, deadbeat does not support it'],
    ['rate_limit: {burst: 1}', 'rate_limit: the exporter-toolkit knows it, deadbeat does not support it'],
    [
      tls(...pair, 'curve_preferences: []', 'client_allowed_sans: [a]'),
      'tls_server_config.curve_preferences: the exporter-toolkit knows it, deadbeat does not support it',
      'tls_server_config.client_allowed_sans: the exporter-toolkit knows it, deadbeat does not support it',
    ],
    [tls('cert_file: cert.pem'), 'tls_server_config.key_file: missing'],
    [tls('key_file: key.pem'), 'tls_server_config.cert_file: missing'],
    [
      tls('client_auth_type: RequestClientCert'),
      'tls_server_config.cert_file: missing',
      'tls_server_config.key_file: missing',
    ],
    [tls('cert_file: nowhere.pem', 'key_file: key.pem'), 'tls_server_config.cert_file: cannot be read (ENOENT)'],
    [tls(...pair, 'cert: inline'), 'tls_server_config.cert, tls_server_config.cert_file: expected only one of the two'],
    [
      tls('cert_file: cert.pem', 'key_file: other-key.pem'),
      'tls_server_config: certificate and key cannot be used (ERR_OSSL_X509_KEY_VALUES_MISMATCH)',
    ],
    [
      tls('cert_file: cert.pem', 'key_file: no.pem'),
      'tls_server_config: certificate and key cannot be used (ERR_OSSL_UNSUPPORTED)',
    ],
    [
      tls(...pair, 'client_auth_type: Always'),
      'tls_server_config.client_auth_type: expected one of NoClientCert, RequestClientCert, RequireAnyClientCert, RequireClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert',
    ],
    [
      tls(...pair, 'client_ca_file: cert.pem'),
      'tls_server_config.client_auth_type: NoClientCert does not go with a client CA',
    ],
    [
      tls(...pair, 'cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_128_CBC_SHA]'),
      `tls_server_config.cipher_suites.1: expected one of ${cipherSuites.join(', ')}`,
    ],
    [tls(...pair, 'cipher_suites: AES128-SHA'), 'tls_server_config.cipher_suites: expected a list of cipher suites'],
    [tls(...pair, 'min_version: "1.2"'), 'tls_server_config.min_version: expected one of TLS10, TLS11, TLS12, TLS13'],
    [
      tls(...pair, 'min_version: TLS13', 'max_version: TLS12'),
      'tls_server_config.min_version: expected not to be above max_version',
    ],
    [tls('cert_file: 7', 'key_file: key.pem'), 'tls_server_config.cert_file: expected a text'],
    [
      `basic_auth_users:\n  alice: ${secret}x\n`,
      "basic_auth_users.alice: expected a bcrypt hash, such as htpasswd -nBC 10 '' | tr -d ':\\n' prints",
    ],
    ['basic_auth_users: [alice]', 'basic_auth_users: expected user names with their bcrypt hashes'],
    ['basic_auth_users:\n  alice: 1\n', 'basic_auth_users.alice: expected a bcrypt hash'],
    [`basic_auth_users:\n  alice: ${hash}\n  alice: ${hash}\n`, 'line 3: not valid YAML (DUPLICATE_KEY)'],
  ];

  it.each(cases)('%j', (content, ...problems) => {
    const found = problemsWith(content);
    expect(found).toEqual(problems);
    expect(found.join()).not.toContain('Secret');
  });

  it('says that it cannot be read', () => {
    expect(() => readWebConfig(join(folder, 'nowhere.yml'))).toThrow('the file cannot be read (ENOENT)');
  });
});
