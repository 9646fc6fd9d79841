import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Of the files' contents: a mount may keep times and sizes. */
export function fingerprint(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n${contentOf(file)}\n`);
  return hash.digest('base64');
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    return String(error);
  }
}
