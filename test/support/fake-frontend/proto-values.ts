import type { google, temporal } from '@temporalio/proto';
import proto from '@temporalio/proto';

const nanosPerMs = 1e6;

/** A protobuf Timestamp from milliseconds since the epoch. */
export function timestamp(atMs: number): google.protobuf.Timestamp {
  return proto.google.protobuf.Timestamp.fromObject(secondsAndNanos(atMs));
}

/** A protobuf Duration from milliseconds. */
export function duration(ms: number): google.protobuf.Duration {
  return proto.google.protobuf.Duration.fromObject(secondsAndNanos(ms));
}

/** A payload as the default data converter writes it. */
export function jsonPayload(value: unknown): temporal.api.common.v1.IPayload {
  return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(value)) };
}

/** Applies `convert` to a value that is there. */
export function given<T, R>(value: T | undefined, convert: (value: T) => R): R | undefined {
  return value === undefined ? undefined : convert(value);
}

/** `cancel_requested` → `CANCEL_REQUESTED`, as the enums spell it. */
export function enumName(prefix: string, name: string): string {
  return `${prefix}_${name.toUpperCase()}`;
}

function secondsAndNanos(ms: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(ms / 1000);
  return { seconds, nanos: Math.round((ms - seconds * 1000) * nanosPerMs) };
}
