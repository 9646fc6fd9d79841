import { type Document, isNode, LineCounter, parseDocument } from 'yaml';
import { codeOf, UserError } from '../errors.js';
import { SeenFiles } from '../files/seen-files.js';
import { Owners } from './owners.js';
import { ownersFileSchema } from './schema.js';

/** The owners file cannot be used: one line for each problem, with file, line and key. */
export class BadOwnersFile extends UserError {
  override readonly name = 'BadOwnersFile';
}

/** @param seen notes what was read @throws BadOwnersFile */
export function readOwners(path: string, seen = new SeenFiles()): Owners {
  return parseOwners(readText(path, seen), path);
}

/** @throws BadOwnersFile */
export function parseOwners(text: string, path: string): Owners {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'error',
  });
  const at = (offset: number | undefined) => `--owners-file: ${path}:${lines.linePos(offset ?? 0).line || 1}`;
  if (document.errors.length > 0)
    throw new BadOwnersFile(document.errors.map(({ pos, message }) => `${at(pos[0])}: not valid YAML: ${message}`));
  const { success, data, error } = ownersFileSchema.safeParse(contentOf(document) ?? {});
  if (success) return new Owners(data);
  throw new BadOwnersFile(
    error.issues.flatMap((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
      return keys.map((key) => {
        const whole = key === undefined ? issue.path : [...issue.path, key];
        const what = key === undefined ? issue.message : 'there is no such key';
        return `${at(offsetOf(document, whole))}: ${whole.map(String).join('.') || 'the file'}: ${what}`;
      });
    }),
  );
}

/** Aliases may make a small file huge. @throws BadOwnersFile */
function contentOf(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new BadOwnersFile([`--owners-file: ${String((error as Error).message)}`]);
  }
}

/** Where a key stands, or the nearest thing around it that there is. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return undefined;
}

function readText(path: string, seen: SeenFiles): string {
  try {
    return seen.read(path).toString('utf8');
  } catch (error) {
    throw new BadOwnersFile([
      `--owners-file: got ${JSON.stringify(path)}, expected a file that can be read (${codeOf(error)})`,
    ]);
  }
}
