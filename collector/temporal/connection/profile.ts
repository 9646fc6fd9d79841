import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { type ClientConfigProfile, loadClientConfigProfile, toClientOptions } from '@temporalio/envconfig';
import { messageOf } from '../../errors.js';
import { NotAccepted, address as parseAddress, namespaces as parseNamespaces } from '../../settings/parsers.js';
import { quote } from '../../text/quote.js';
import { BadConnectionSettings } from './bad-settings.js';
import { cleanApiKey, cleanMetadata } from './credentials.js';
import { connectionEnvironment, type Environment } from './environment.js';
import { checkMaterial, type TlsMaterial } from './tls-material.js';

export type ConnectionSettings = Readonly<{
  /** Flags that win over what the environment and temporal.toml say. */
  address?: string | undefined;
  apiKeyFile?: string | undefined;
  /** Of temporal.toml; TEMPORAL_PROFILE, or `default`, unless given. */
  profile?: string | undefined;
  /** The environment that `@temporalio/envconfig` reads: TEMPORAL_ADDRESS, TEMPORAL_TLS_*, … */
  environment: Environment;
}>;

/** Everything about one connection, ready for the client. */
export type Profile = Readonly<{
  address: string;
  /** Of the profile or environment; several in one profile are separated by commas. */
  namespaces: readonly string[];
  apiKey?: string;
  tls?: TlsMaterial | boolean;
  metadata?: Readonly<Record<string, string>>;
  /** What it was read from. */
  files: readonly string[];
}>;

/** Reads the connection as the `temporal` command does. @throws BadConnectionSettings */
export function readProfile(settings: ConnectionSettings): Profile {
  const environment = connectionEnvironment(settings.environment);
  const profile = load(settings, environment);
  const { connectionOptions } = toOptions(profile, environment);
  const tls = connectionOptions.tls as TlsMaterial | boolean | null | undefined;
  if (typeof tls === 'object' && tls !== null) checkMaterial(tls, (part) => originOfTls(part, environment));
  const apiKey = apiKeyOf(settings, profile, environment);
  const metadata = cleanMetadata(connectionOptions.metadata, (name) => originOfHeader(name, environment));
  return {
    address: settings.address ?? addressOf(profile.address, environment),
    namespaces: namespacesOf(profile.namespace, environment),
    ...(apiKey === undefined ? {} : { apiKey }),
    // A key alone turns TLS on, wherever it comes from.
    ...withTls(tls ?? (apiKey === undefined ? undefined : true)),
    ...(metadata === undefined ? {} : { metadata }),
    files: filesOf(settings, profile, environment),
  };
}

function withTls(tls: TlsMaterial | boolean | undefined): Pick<Profile, 'tls'> {
  return tls === undefined ? {} : { tls };
}

function load({ profile }: ConnectionSettings, overrideEnvVars: Record<string, string>): ClientConfigProfile {
  const named = profile === undefined ? {} : { profile };
  try {
    return loadClientConfigProfile({ overrideEnvVars, ...named });
  } catch (error) {
    // A file without any profile says nothing; envconfig trips over it.
    const asked = profile ?? overrideEnvVars.TEMPORAL_PROFILE;
    if (error instanceof TypeError && asked === undefined && hasNoProfile(overrideEnvVars))
      return loadClientConfigProfile({ overrideEnvVars, disableFile: true });
    throw new BadConnectionSettings(problemOfFile(error, profile, overrideEnvVars));
  }
}

function hasNoProfile(environment: Record<string, string>): boolean {
  const path = tomlPath(environment);
  if (path === undefined) return false;
  try {
    return !/^\s*\[?\s*profile\b/m.test(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
}

function toOptions(profile: ClientConfigProfile, environment: Record<string, string>) {
  // A number would be taken for a file that is open already.
  for (const [field, source] of Object.entries(profile.tls ?? {}))
    if (typeof source === 'object' && Object.values(source).some((value) => typeof value === 'number'))
      throw new BadConnectionSettings(`tls of temporal.toml: expected texts, also for ${field}`);
  try {
    return toClientOptions(profile);
  } catch (error) {
    throw new BadConnectionSettings(problemOfFile(error, undefined, environment));
  }
}

/** The environment's address, or that of temporal.toml, read as the flag is. */
function addressOf(given: unknown, { TEMPORAL_ADDRESS }: Record<string, string>): string {
  if (given === undefined) return '127.0.0.1:7233';
  const name = TEMPORAL_ADDRESS ? 'TEMPORAL_ADDRESS' : 'address of temporal.toml';
  if (typeof given !== 'string') throw new BadConnectionSettings(`${name}: expected a text such as "127.0.0.1:7233"`);
  try {
    return parseAddress(given);
  } catch (error) {
    if (!(error instanceof NotAccepted)) throw error;
    throw new BadConnectionSettings(`${name}: got ${quote(given)}, expected ${error.expected}`);
  }
}

function namespacesOf(given: unknown, { TEMPORAL_NAMESPACE }: Record<string, string>): readonly string[] {
  if (given === undefined) return ['default'];
  const name = TEMPORAL_NAMESPACE ? 'TEMPORAL_NAMESPACE' : 'namespace of temporal.toml';
  if (typeof given !== 'string') throw new BadConnectionSettings(`${name}: expected a text such as "default"`);
  try {
    return parseNamespaces(given);
  } catch (error) {
    if (!(error instanceof NotAccepted)) throw error;
    throw new BadConnectionSettings(`${name}: got ${quote(given)}, expected ${error.expected}`);
  }
}

function apiKeyOf(
  { apiKeyFile }: ConnectionSettings,
  { apiKey }: ClientConfigProfile,
  { TEMPORAL_API_KEY }: Record<string, string>,
): string | undefined {
  if (apiKeyFile === undefined)
    return apiKey === undefined
      ? undefined
      : cleanApiKey(apiKey, TEMPORAL_API_KEY ? 'TEMPORAL_API_KEY' : 'api_key of temporal.toml');
  let key: string;
  try {
    key = readFileSync(apiKeyFile, 'utf8');
  } catch (error) {
    const expected = `expected a file that can be read (${messageOf(error)})`;
    throw new BadConnectionSettings(`--api-key-file: got ${quote(apiKeyFile)}, ${expected}`);
  }
  return cleanApiKey(key, `--api-key-file ${quote(apiKeyFile)}`);
}

function originOfTls(part: string, environment: Record<string, string>): string {
  const variable = ['DATA', 'PATH'].map((form) => `TEMPORAL_TLS_${part.toUpperCase()}_${form}`);
  return variable.find((name) => name in environment) ?? `tls.${part} of temporal.toml`;
}

function originOfHeader(header: string, environment: Record<string, string>): string {
  const prefix = 'TEMPORAL_GRPC_META_';
  const variable = Object.keys(environment).find(
    (name) => name.startsWith(prefix) && name.slice(prefix.length).toLowerCase().replace('_', '-') === header,
  );
  return variable ?? `grpc_meta.${header} of temporal.toml`;
}

function filesOf(
  { apiKeyFile }: ConnectionSettings,
  { tls }: ClientConfigProfile,
  environment: Record<string, string>,
): string[] {
  const sources = [tls?.clientCert, tls?.clientKey, tls?.serverCACert];
  const paths = sources.flatMap((source) => (source !== undefined && 'path' in source ? [source.path] : []));
  return [tomlPath(environment), ...paths, apiKeyFile].filter((path) => path !== undefined);
}

/** Where envconfig expects temporal.toml; undefined: nowhere, as for a user without a home. */
function tomlPath(environment: Record<string, string>): string | undefined {
  const { TEMPORAL_CONFIG_FILE } = environment;
  if (TEMPORAL_CONFIG_FILE !== undefined) return TEMPORAL_CONFIG_FILE;
  const folder = configFolder(environment);
  return folder === undefined ? undefined : join(folder, 'temporalio', 'temporal.toml');
}

function configFolder({ XDG_CONFIG_HOME, HOME, APPDATA }: Record<string, string>): string | undefined {
  if (process.platform === 'win32') return APPDATA;
  if (process.platform === 'darwin') return HOME && join(HOME, 'Library', 'Application Support');
  if (XDG_CONFIG_HOME) return isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : undefined;
  return HOME && join(HOME, '.config');
}

function problemOfFile(error: unknown, asked: string | undefined, environment: Record<string, string>): string {
  const { TEMPORAL_PROFILE, TEMPORAL_CONFIG_FILE: file } = environment;
  const profile = asked ?? TEMPORAL_PROFILE;
  if (profile !== undefined && (/^Profile '.*' not found/s.test(messageOf(error)) || hasNoProfile(environment)))
    return `${asked === undefined ? 'TEMPORAL_PROFILE' : '--profile'}: got ${quote(profile)}, expected a profile of temporal.toml`;
  const name = file === undefined ? 'temporal.toml:' : `TEMPORAL_CONFIG_FILE: got ${quote(file)},`;
  return `${name} expected a valid temporal.toml whose files can be read (${withoutSecrets(error)})`;
}

/** Messages about TOML quote lines of the file, and those about wrong types values: secrets may be among them. */
function withoutSecrets(error: unknown): string {
  if (error instanceof Error && 'line' in error) return `line ${error.line} is not valid TOML`;
  if (error instanceof Error && 'errno' in error) return messageOf(error);
  if (error instanceof Error && error.message.startsWith('Cannot specify both')) return error.message;
  return 'a value has the wrong type';
}
