import { printable } from '../../text/printable.js';

/** IDs and types may hold anything: shown as they are, and not as they want to look. */
export function Id({ of }: { of: string }) {
  return <bdi>{printable(of)}</bdi>;
}
