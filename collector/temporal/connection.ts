import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

export type ConnectionSettings = Readonly<{
  /** Flags that win over what the environment and temporal.toml say. */
  address?: string;
  /** The environment that `@temporalio/envconfig` reads: TEMPORAL_ADDRESS, TEMPORAL_TLS_*, … */
  environment: Readonly<Record<string, string | undefined>>;
}>;

/** The connection's settings cannot be used; the message is for the user. */
export class BadConnectionSettings extends Error {}

export type ResolvedConnection = Readonly<{ address: string; namespace: string; open: () => Connection }>;

/**
 * Reads the connection as the `temporal` command does.
 * @throws BadConnectionSettings
 */
export function resolveConnection(settings: ConnectionSettings): ResolvedConnection {
  const config = readConfig(settings);
  const address = settings.address ?? config.connectionOptions.address ?? '127.0.0.1:7233';
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
      'grpc.initial_reconnect_backoff_ms': 500,
      'grpc.max_reconnect_backoff_ms': 10_000,
    },
  };
  const open = () => Connection.lazy(options);
  try {
    // TLS material and addresses are only looked at when a channel is made; it connects with the first call.
    open().close();
  } catch (error) {
    throw new BadConnectionSettings(`the connection settings cannot be used: ${messageOf(error)}`);
  }
  return { address, namespace: config.namespace ?? 'default', open };
}

function readConfig({ environment }: ConnectionSettings) {
  const overrideEnvVars: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) overrideEnvVars[name] = value;
  try {
    return loadClientConnectConfig({ overrideEnvVars });
  } catch (error) {
    throw new BadConnectionSettings(`the Temporal client configuration cannot be read: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
