/** gRPC status names in the order of their codes. */
const names = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type StatusName = (typeof names)[number];

/** The status that a call ended with; answers that cannot be decoded count as `UNKNOWN`. */
export function statusNameOf(error: unknown): StatusName {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return (typeof code === 'number' ? names[code] : undefined) ?? 'UNKNOWN';
}

/** The message of a failed call in one line. gRPC's own messages begin with the status once more. */
export function detailOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message
    .replaceAll(/\s+/g, ' ')
    .replace(/^\d+ [A-Z_]+: /, '')
    .replace(/ Resolution note: $/, '');
}
