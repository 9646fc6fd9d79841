import { inSeconds } from '../text/duration.js';
import type { AuditedType } from './report-schema.js';

type Durations = NonNullable<AuditedType['durationSeconds']>;

/** Of fewer attempts, a percentile would be little more than one of them. */
const attemptsFor = { p50: 3, p95: 20, p99: 20 } as const;

/** How long completed attempts took, as far as their number allows to say; undefined: too few. */
export function percentileOf(durations: Durations, percentile: keyof typeof attemptsFor): number | undefined {
  return durations.attempts < attemptsFor[percentile] ? undefined : durations[percentile];
}

/** `Completes in 24s (p50), 1m (p95), 2m (p99), of 30 attempts`, with those percentiles that can be said; undefined: none. */
export function durationsText(durations: Durations): string | undefined {
  const written = (['p50', 'p95', 'p99'] as const).flatMap((percentile) => {
    const seconds = percentileOf(durations, percentile);
    return seconds === undefined ? [] : [`${seconds < 1 ? 'under 1s' : inSeconds(seconds)} (${percentile})`];
  });
  return written.length === 0 ? undefined : `Completes in ${written.join(', ')}, of ${durations.attempts} attempts`;
}
