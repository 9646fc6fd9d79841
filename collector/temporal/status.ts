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

const serverSide: ReadonlySet<string> = new Set([
  'RESOURCE_EXHAUSTED',
  'UNAVAILABLE',
  'DEADLINE_EXCEEDED',
  'CANCELLED',
]);

/** The server or the way to it is at fault, not what was asked for. */
export function isServerSide(code: string): boolean {
  return serverSide.has(code);
}

const unavailable: ReadonlySet<string> = new Set([
  'UNIMPLEMENTED',
  'PERMISSION_DENIED',
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
]);

/** The server has no such method, does not allow it, or has it turned off. */
export function isUnavailable(code: string): boolean {
  return unavailable.has(code);
}

/** The gRPC status name of an error that a call ended with; answers that cannot be decoded count as `UNKNOWN`. */
export function statusName(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return (typeof code === 'number' ? names[code] : undefined) ?? 'UNKNOWN';
}
