import { createHash } from 'node:crypto';
import type { google, temporal } from '@temporalio/proto';
import type { UnreadableCause } from '../../model/account/unreadable.js';
import type { Millis } from '../../model/activity/activity.js';

type Timestamp = google.protobuf.Timestamp.$Properties;
type Duration = google.protobuf.Duration.$Properties;
type Payloads = temporal.api.common.v1.Payloads.$Properties;

/** No instant lies beyond it; what does was not meant so, and would not be a date any more. */
const latest: Millis = Date.UTC(2200, 0, 1);
const longestMs = 100 * 365 * 24 * 3_600_000;

/** Reads the fields of one answer; `unreadable` collects the causes for which some could not be taken as they are. */
export class Fields {
  readonly unreadable: UnreadableCause[] = [];

  /** Milliseconds since the epoch; undefined when unset. The server writes "no time" also as an instant before 1970. */
  instant(timestamp: Timestamp | null | undefined): Millis | undefined {
    const ms = toMs(timestamp);
    if (ms === undefined || ms <= 0) return undefined;
    if (ms <= latest) return ms;
    this.unreadable.push('time_out_of_range');
    return latest;
  }

  /** Milliseconds; undefined when unset or 0, both of which mean "none" for Temporal's timeouts. */
  timeout(duration: Duration | null | undefined): number | undefined {
    const ms = toMs(duration);
    if (ms === undefined || ms === 0) return undefined;
    if (ms < 0) {
      this.unreadable.push('negative_duration');
      return undefined;
    }
    if (ms <= longestMs) return ms;
    this.unreadable.push('duration_out_of_range');
    return longestMs;
  }
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

const encodingName = new TextDecoder();

/**
 * A codec of the user's own encoded the payloads, most likely by encryption with a random nonce: equal contents then
 * differ in their bytes.
 */
export function isEncrypted(payloads: Payloads | null | undefined): boolean {
  return (payloads?.payloads ?? []).some(
    ({ metadata }) => !readableEncodings.has(encodingName.decode(metadata?.encoding ?? undefined)),
  );
}

/**
 * Heartbeat details are secret: only this leaves the boundary. A small integer, in which V8 needs no memory of its own for
 * each running activity; one change of details in four billion goes unnoticed, until the next.
 */
export function hashOf(payloads: Payloads | null | undefined): number | undefined {
  if (!payloads?.payloads?.length) return undefined;
  const hash = createHash('sha256');
  // An empty field reads as an empty array, which a hash does not accept.
  for (const { data } of payloads.payloads) hash.update(String(data?.length ?? 0)).update(data?.length ? data : '');
  return hash.digest().readInt32BE();
}
