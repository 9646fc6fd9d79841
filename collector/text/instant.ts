/** An instant in milliseconds since the epoch as RFC 3339, in UTC; null where there is none. */
export function rfc3339(at: number | undefined): string | null {
  return at === undefined || !Number.isFinite(at) ? null : new Date(at).toISOString();
}
