import { inSeconds } from '../text/duration.js';
import type { AuditedType } from './report-schema.js';

type Durations = NonNullable<AuditedType['durationSeconds']>;

/** Of fewer attempts, a percentile would be little more than one of them. */
const attemptsFor = { p50: 3, p95: 20, p99: 20 } as const;

/** How long completed attempts took, as far as their number allows to say; undefined: too few. */
export function percentileOf(durations: Durations, percentile: keyof typeof attemptsFor): number | undefined {
  return durations.attempts < attemptsFor[percentile] ? undefined : durations[percentile];
}

/** `Completes in (p50, p95, p99 of 12 attempts): 24s, –, –` */
export function durationsText(durations: Durations): string {
  const written = (['p50', 'p95', 'p99'] as const).map((percentile) => {
    const seconds = percentileOf(durations, percentile);
    return seconds === undefined ? '–' : inSeconds(seconds);
  });
  const attempts = durations.attempts === 1 ? '1 attempt' : `${durations.attempts} attempts`;
  return `Completes in (p50, p95, p99 of ${attempts}): ${written.join(', ')}`;
}
