/** An RFC 3339 instant to the minute, in UTC, with its date. */
export function minuteOf(instant: string | null): string {
  return instant === null ? 'unknown' : instant.slice(0, 16).replace('T', ' ');
}
