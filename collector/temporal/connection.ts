import { readFileSync } from 'node:fs';
import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { messageOf, UserError } from '../errors.js';
import { NotAccepted, address as parseAddress } from '../settings/parsers.js';
import { quote } from '../text/quote.js';

export type ConnectionSettings = Readonly<{
  /** Flags that win over what the environment and temporal.toml say. */
  address?: string;
  /** The environment that `@temporalio/envconfig` reads: TEMPORAL_ADDRESS, TEMPORAL_TLS_*, … */
  environment: Readonly<Record<string, string | undefined>>;
}>;

/** The connection's settings cannot be used. */
export class BadConnectionSettings extends UserError {
  override readonly name = 'BadConnectionSettings';

  constructor(problem: string, options?: ErrorOptions) {
    super([problem], options);
  }
}

export type ResolvedConnection = Readonly<{ address: string; namespace: string; open: () => Connection }>;

/**
 * Reads the connection as the `temporal` command does.
 * @throws BadConnectionSettings
 */
export function resolveConnection(settings: ConnectionSettings): ResolvedConnection {
  const config = readConfig(settings);
  const address = settings.address ?? addressOf(config.connectionOptions.address, settings.environment);
  const { apiKey, tls, metadata } = config.connectionOptions;
  const options = {
    address,
    ...(apiKey === undefined || apiKey === null ? {} : { apiKey }),
    ...(tls === undefined || tls === null ? {} : { tls }),
    ...(metadata === undefined || metadata === null ? {} : { metadata: metadata as Record<string, string> }),
    // The default interceptor retries out of sight: it would break the request budget and hide throttling.
    interceptors: [],
    channelArgs: {
      'grpc.enable_retries': 0,
      // Descriptions carry heartbeat payloads and histories all others; gRPC's own limit is 4 MiB.
      'grpc.max_receive_message_length': 128 * 1024 * 1024,
      'grpc.initial_reconnect_backoff_ms': 500,
      'grpc.max_reconnect_backoff_ms': 5_000,
    },
  };
  const open = () => Connection.lazy(options);
  try {
    // TLS material and addresses are only looked at when a channel is made; it connects with the first call.
    open().close();
  } catch (error) {
    throw new BadConnectionSettings(
      `TEMPORAL_TLS_*, or tls of temporal.toml: expected certificates and their key as PEM (${messageOf(error)})`,
    );
  }
  return { address, namespace: config.namespace ?? 'default', open };
}

function readConfig({ environment }: ConnectionSettings) {
  const overrideEnvVars: Record<string, string> = {};
  // An empty variable counts as not set: envconfig would take an empty API key for a key, and turn TLS on.
  for (const [name, value] of Object.entries(environment)) if (value) overrideEnvVars[name] = value;
  checkTls(overrideEnvVars);
  try {
    return loadClientConnectConfig({ overrideEnvVars });
  } catch (error) {
    // A file without any profile says nothing; envconfig trips over it.
    if (error instanceof TypeError) return loadClientConnectConfig({ overrideEnvVars, disableFile: true });
    throw new BadConnectionSettings(problemOfFile(error, overrideEnvVars));
  }
}

/** The environment's address, or that of temporal.toml, read as the flag is. */
function addressOf(given: string | undefined, { TEMPORAL_ADDRESS }: ConnectionSettings['environment']): string {
  if (given === undefined) return '127.0.0.1:7233';
  try {
    return parseAddress(String(given));
  } catch (error) {
    if (!(error instanceof NotAccepted)) throw error;
    const name = TEMPORAL_ADDRESS ? 'TEMPORAL_ADDRESS' : 'address of temporal.toml';
    throw new BadConnectionSettings(`${name}: got ${quote(String(given))}, expected ${error.expected}`);
  }
}

function problemOfFile(error: unknown, environment: Record<string, string>): string {
  const { TEMPORAL_PROFILE: profile, TEMPORAL_CONFIG_FILE: file } = environment;
  if (profile !== undefined && /^Profile '.*' not found/s.test(messageOf(error)))
    return `TEMPORAL_PROFILE: got ${quote(profile)}, expected a profile of temporal.toml`;
  const name = file === undefined ? 'temporal.toml:' : `TEMPORAL_CONFIG_FILE: got ${quote(file)},`;
  return `${name} expected a valid temporal.toml whose files can be read (${withoutSecrets(error)})`;
}

/** What envconfig would take for "no TLS" or "no client certificate" without a word. */
function checkTls(environment: Record<string, string>): void {
  const { TEMPORAL_TLS: tls } = environment;
  if (tls !== undefined) {
    if (/^(1|t|true)$/i.test(tls)) environment.TEMPORAL_TLS = 'true';
    else if (/^(0|f|false)$/i.test(tls)) environment.TEMPORAL_TLS = 'false';
    else throw new BadConnectionSettings(`TEMPORAL_TLS: got ${JSON.stringify(tls)}, expected true or false`);
  }
  if (environment.TEMPORAL_TLS === 'false') return;
  for (const name of ['CLIENT_CERT', 'CLIENT_KEY', 'SERVER_CA_CERT']) checkMaterial(name, environment);
  const has = (name: string) => ['PATH', 'DATA'].some((form) => `TEMPORAL_TLS_${name}_${form}` in environment);
  if (has('CLIENT_CERT') !== has('CLIENT_KEY'))
    throw new BadConnectionSettings(
      'TEMPORAL_TLS_CLIENT_CERT_*, TEMPORAL_TLS_CLIENT_KEY_*: got one of the two, expected both or neither',
    );
}

function checkMaterial(name: string, environment: Record<string, string>): void {
  const path = environment[`TEMPORAL_TLS_${name}_PATH`];
  if (path === undefined) return;
  if (`TEMPORAL_TLS_${name}_DATA` in environment)
    throw new BadConnectionSettings(
      `TEMPORAL_TLS_${name}_PATH, TEMPORAL_TLS_${name}_DATA: got both, expected one of the two`,
    );
  if (path.includes('-----BEGIN'))
    throw new BadConnectionSettings(
      `TEMPORAL_TLS_${name}_PATH: got PEM data, expected the path of a file; data belongs in TEMPORAL_TLS_${name}_DATA`,
    );
  try {
    readFileSync(path);
  } catch (error) {
    throw new BadConnectionSettings(
      `TEMPORAL_TLS_${name}_PATH: got ${quote(path)}, expected a file that can be read (${messageOf(error)})`,
    );
  }
}

/** The message of a TOML error quotes lines of the file, secrets included. */
function withoutSecrets(error: unknown): string {
  if (error instanceof Error && 'line' in error) return `line ${error.line} is not valid TOML`;
  return messageOf(error);
}
