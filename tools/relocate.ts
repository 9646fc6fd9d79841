import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Debian builds Prometheus and Alertmanager to read templates and pages from here at run time; both lack a flag for it.
const fixedPlace = '/usr/share/prometheus';
// Of the same length, as it must be inside a binary, and relative: to the unpacked package, where the launcher goes.
const relativePlace = 'usr/share/prometheus/';

const launcher = (program: string) => `#!/bin/sh
# Takes absolute paths only: it runs in its package's folder.
cd "$(dirname "$(readlink -f "$0")")/../.." && exec "./usr/libexec/${program}" "$@"
`;

/** Makes the programs of an unpacked Debian package find their files in it instead of in the system's folders. */
export function relocate(folder: string): void {
  const programs = join(folder, 'usr/bin');
  const moved = join(folder, 'usr/libexec');
  // A library alone has none.
  if (!existsSync(programs)) return;
  for (const program of readdirSync(programs)) {
    const path = join(programs, program);
    const binary = readFileSync(path);
    if (!replaceAll(binary, fixedPlace, relativePlace)) continue;
    mkdirSync(moved, { recursive: true });
    writeFileSync(path, binary);
    renameSync(path, join(moved, program));
    writeFileSync(path, launcher(program));
    chmodSync(path, 0o755);
  }
}

function replaceAll(binary: Buffer, text: string, substitute: string): boolean {
  let found = false;
  for (let at = binary.indexOf(text); at !== -1; at = binary.indexOf(text, at + text.length)) {
    binary.write(substitute, at);
    found = true;
  }
  return found;
}
