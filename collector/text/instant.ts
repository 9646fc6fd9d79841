/** What a date can hold, in milliseconds before or after the epoch. */
export const latestInstant = 8.64e15;

/** An instant in milliseconds since the epoch as RFC 3339, in UTC; null where there is none, or none that a date can hold. */
export function rfc3339(at: number | undefined): string | null {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
