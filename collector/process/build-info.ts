import { readFileSync } from 'node:fs';

/** Version from package.json; the revision is baked in by `npm run build` where git knows it. */
export const buildInfo: Readonly<{ version: string; revision: string }> = readBuildInfo();

function readBuildInfo() {
  const { version } = readJson('../package.json', '../../package.json') ?? {};
  const { revision } = readJson('../revision.json') ?? {};
  return { version: version ?? 'unknown', revision: revision ?? 'unknown' };
}

/** Observations beside the sources and, once built, one folder further up. */
function readJson(...places: readonly string[]): Record<string, string> | undefined {
  for (const place of places)
    try {
      return JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8')) as Record<string, string>;
    } catch {}
  return undefined;
}
