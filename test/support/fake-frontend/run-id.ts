import { createHash } from 'node:crypto';

/** The same run ID for the same workflow ID each time, so that putting an execution again replaces it. */
export function runIdFor(id: string): string {
  const hex = createHash('sha256').update(id).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}
