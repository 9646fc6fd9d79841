import { createHash } from 'node:crypto';
import type { google, temporal } from '@temporalio/proto';
import type { Millis } from '../../model/activity/activity.js';

type Timestamp = google.protobuf.Timestamp.$Properties;
type Duration = google.protobuf.Duration.$Properties;
type Payloads = temporal.api.common.v1.Payloads.$Properties;

/** Milliseconds since the epoch; undefined when unset. The server writes "no time" also as an instant before 1970. */
export function instant(timestamp: Timestamp | null | undefined): Millis | undefined {
  const ms = toMs(timestamp);
  return ms === undefined || ms <= 0 ? undefined : ms;
}

/** Milliseconds; undefined when unset or 0, both of which mean "none" for Temporal's timeouts; NaN when negative. */
export function timeout(duration: Duration | null | undefined): number | undefined {
  const ms = toMs(duration);
  if (ms === undefined || ms === 0) return undefined;
  return ms < 0 ? Number.NaN : ms;
}

function toMs(value: Timestamp | Duration | null | undefined): number | undefined {
  if (value === null || value === undefined) return undefined;
  return Number(value.seconds ?? 0) * 1000 + (value.nanos ?? 0) / 1e6;
}

const readableEncodings: ReadonlySet<string> = new Set([
  'binary/null',
  'binary/plain',
  'binary/protobuf',
  'json/plain',
  'json/protobuf',
]);

/**
 * A codec of the user's own encoded the payloads, most likely by encryption with a random nonce: equal contents then
 * differ in their bytes.
 */
export function isEncrypted(payloads: Payloads | null | undefined): boolean {
  return (payloads?.payloads ?? []).some(
    ({ metadata }) => !readableEncodings.has(new TextDecoder().decode(metadata?.encoding ?? undefined)),
  );
}

/** Heartbeat details are secret: only this leaves the boundary. */
export function hashOf(payloads: Payloads | null | undefined): string | undefined {
  if (!payloads?.payloads?.length) return undefined;
  const hash = createHash('sha256');
  // An empty field reads as an empty array, which is no bytes to a hash.
  for (const { data } of payloads.payloads) hash.update(String(data?.length ?? 0)).update(data?.length ? data : '');
  return hash.digest('base64');
}
