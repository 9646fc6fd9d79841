import type { google } from '@temporalio/proto';

type Timestamp = google.protobuf.Timestamp.$Properties;
type Duration = google.protobuf.Duration.$Properties;

/** As protobuf writes it: an instant in milliseconds since the epoch, or a duration in milliseconds. */
export function protoTime(ms: number): Timestamp & Duration {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) } as unknown as Timestamp & Duration;
}

/** The most that fits into the field: what a bad value may be. */
export const endOfTime = { seconds: 2 ** 63 - 1, nanos: 0 } as unknown as Timestamp & Duration;
