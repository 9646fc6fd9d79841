import { BadConnectionSettings } from './bad-settings.js';
import { DirectConnection } from './direct-connection.js';
import type { Profile } from './profile.js';

export const mebibyte = 1024 * 1024;

/** A connection that connects with its first call. @throws BadConnectionSettings for what the client does not take */
export function openConnection(
  { address, apiKey, tls, metadata }: Profile,
  answerBytesAtMost: number,
): DirectConnection {
  try {
    return DirectConnection.lazy({
      address,
      ...(tls === undefined
        ? {}
        : { tls: tls as NonNullable<Parameters<typeof DirectConnection.lazy>[0]>['tls'] & {} }),
      metadata: { ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }), ...metadata },
      // The default interceptor retries out of sight: it would break the request budget and hide throttling.
      interceptors: [],
      channelArgs: {
        'grpc.enable_retries': 0,
        'grpc.max_receive_message_length': answerBytesAtMost,
        'grpc.initial_reconnect_backoff_ms': 500,
        'grpc.max_reconnect_backoff_ms': 5_000,
        // Half a minute unless told: a name that can be resolved again is not noticed for that long.
        'grpc.dns_min_time_between_resolutions_ms': 5_000,
        // Two connections to one address, an old and a new one, share nothing.
        'grpc.use_local_subchannel_pool': 1,
      },
    }) as DirectConnection;
  } catch {
    // Its messages may quote what it was given.
    throw new BadConnectionSettings('TEMPORAL_*, temporal.toml: the client cannot use this connection');
  }
}
