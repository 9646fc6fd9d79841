import { readFileSync } from 'node:fs';

/** The version from package.json; the revision from the file that `npm run build` writes beside the bundle. */
export const buildInfo: Readonly<{ version: string; revision: string }> = readBuildInfo();

function readBuildInfo() {
  const { version } = readJson('../package.json', '../../package.json') ?? {};
  const { revision } = readJson('./revision.json') ?? {};
  return { version: version ?? 'unknown', revision: revision ?? 'unknown' };
}

/** package.json is one folder above the bundle, and two above this source file. */
function readJson(...places: readonly string[]): Record<string, string> | undefined {
  for (const place of places)
    try {
      return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as Record<string, string>;
    } catch {
      // Not here: one of the other places has it, or the version is unknown.
    }
  return undefined;
}
