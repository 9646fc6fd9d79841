import { dirname, resolve } from 'node:path';
import { createSecureContext, type SecureContextOptions, type SecureVersion } from 'node:tls';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { codeOf, UserError } from '../../errors.js';
import { SeenFiles } from '../../files/seen-files.js';
import { opensslCiphers } from './ciphers.js';
import { type ClientAuthType, tlsVersions, unsupported, webConfigSchema } from './schema.js';

/** The web config file cannot be used: one line for each problem, with the key and never a secret. */
export class BadWebConfig extends UserError {
  override readonly name = 'BadWebConfig';

  constructor(path: string, problems: readonly string[]) {
    super(problems.map((problem) => `--web-config-file: ${JSON.stringify(path)}: ${problem}`));
  }
}

export type TlsConfig = Readonly<{
  cert: Buffer | string;
  key: Buffer | string;
  ca?: Buffer | string;
  minVersion: SecureVersion;
  maxVersion: SecureVersion;
  /** As OpenSSL lists them. */
  ciphers: string;
  clientAuth: ClientAuthType;
}>;

export type WebConfig = Readonly<{
  /** Absent: plain HTTP. */
  tls?: TlsConfig;
  /** Bcrypt hashes by user name; empty: no authentication. */
  users: ReadonlyMap<string, string>;
}>;

type File = z.infer<typeof webConfigSchema>;
type TlsFile = NonNullable<File['tls_server_config']>;

/**
 * Reads a file in the format of Prometheus' exporter-toolkit, and all that it names.
 * @param seen notes what was read, also of a file that is refused
 * @throws BadWebConfig
 */
export function readWebConfig(path: string, seen = new SeenFiles()): WebConfig {
  const file = parse(path, readText(path, seen));
  const users = new Map(Object.entries(file.basic_auth_users ?? {}));
  const section = file.tls_server_config;
  if (section === undefined || section === null || !isUsed(section)) return { users };

  const problems: string[] = [];
  const read = (key: 'cert' | 'key' | 'client_ca') => {
    const name = section[`${key}_file`];
    if (name === undefined) return section[key];
    try {
      return seen.read(resolve(dirname(path), name));
    } catch (error) {
      problems.push(`tls_server_config.${key}_file: cannot be read (${codeOf(error)})`);
      return undefined;
    }
  };
  problems.push(...contradictions(section));
  const [cert, key, ca] = [read('cert'), read('key'), read('client_ca')];
  if (problems.length > 0 || cert === undefined || key === undefined) throw new BadWebConfig(path, problems);

  const minVersion = tlsVersions[section.min_version];
  const tls: TlsConfig = {
    cert,
    key,
    ...(ca === undefined ? {} : { ca }),
    minVersion,
    maxVersion: tlsVersions[section.max_version],
    ciphers: opensslCiphers(section.cipher_suites ?? [], minVersion),
    clientAuth: section.client_auth_type,
  };
  check(path, tls);
  return { tls, users };
}

function readText(path: string, seen: SeenFiles): string {
  try {
    return seen.read(path).toString('utf8');
  } catch (error) {
    throw new BadWebConfig(path, [`the file cannot be read (${codeOf(error)})`]);
  }
}

/** Messages and warnings of the YAML parser quote the file, secrets included: only what and where is passed on. */
function parse(path: string, text: string): File {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error' });
  if (document.errors.length > 0)
    throw new BadWebConfig(
      path,
      document.errors.map(({ code, pos }) => `line ${lineCounter.linePos(pos[0]).line}: not valid YAML (${code})`),
    );
  let content: unknown;
  try {
    content = document.toJS() ?? {};
  } catch {
    throw new BadWebConfig(path, ['not valid YAML (an alias without its anchor, or too many)']);
  }
  // An object of the schema's would lose it, and with it a password.
  const { basic_auth_users: users } = (content ?? {}) as { basic_auth_users?: unknown };
  if (typeof users === 'object' && users !== null && Object.hasOwn(users, '__proto__'))
    throw new BadWebConfig(path, ['basic_auth_users.__proto__: expected another user name']);
  const result = webConfigSchema.safeParse(content);
  if (!result.success) throw new BadWebConfig(path, result.error.issues.flatMap(problemsOf));
  return result.data;
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const name = path === '' ? key : `${path}.${key}`;
      return unsupported.has(name)
        ? `${name}: the exporter-toolkit knows it, deadbeat does not support it`
        : `${name}: not a key of the exporter-toolkit's web configuration`;
    });
  if (issue.code === 'invalid_type' && issue.expected === 'object')
    return [`${path === '' ? 'the file' : path}: expected keys with values`];
  return [`${path}: ${issue.message}`];
}

function isUsed({
  min_version: _min,
  max_version: _max,
  cipher_suites: _suites,
  client_auth_type: type,
  ...rest
}: TlsFile): boolean {
  return type !== 'NoClientCert' || Object.values(rest).some((value) => value !== undefined);
}

function* contradictions(section: TlsFile): Generator<string> {
  for (const key of ['cert', 'key', 'client_ca'] as const) {
    const given = [section[key], section[`${key}_file`]].filter((value) => value !== undefined).length;
    if (given > 1) yield `tls_server_config.${key}, tls_server_config.${key}_file: expected only one of the two`;
    if (given === 0 && key !== 'client_ca') yield `tls_server_config.${key}_file: missing`;
  }
  if (section.client_auth_type === 'NoClientCert' && (section.client_ca ?? section.client_ca_file) !== undefined)
    yield 'tls_server_config.client_auth_type: NoClientCert does not go with a client CA';
  if (section.min_version > section.max_version)
    yield 'tls_server_config.min_version: expected not to be above max_version';
}

/** What node wants of it. */
export function contextOf({ cert, key, ca, minVersion, maxVersion, ciphers }: TlsConfig): SecureContextOptions {
  return { cert, key, minVersion, maxVersion, ciphers, ...(ca === undefined ? {} : { ca }) };
}

/** Whether certificate and key are what they should be, and belong together. */
function check(path: string, tls: TlsConfig): void {
  try {
    createSecureContext(contextOf(tls));
  } catch (error) {
    throw new BadWebConfig(path, [`tls_server_config: certificate and key cannot be used (${codeOf(error)})`]);
  }
}
