import { printable } from '../../text/printable.js';

/** IDs and types may hold anything: control and direction characters are written out. */
export function Id({ of }: { of: string }) {
  return <bdi>{printable(of)}</bdi>;
}
