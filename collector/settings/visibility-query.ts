import { NotAccepted } from './parsers.js';

const quoted = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`[^`]*`/gs;

/**
 * A filter that can be put in parentheses and ANDed with another. Whether Temporal accepts it otherwise, only Temporal knows.
 * @throws NotAccepted
 */
export function visibilityQuery(value: string): string {
  if (value.trim() === '') throw new NotAccepted('a visibility query that is not empty');
  const bare = value.replaceAll(quoted, '');
  if (/['"`]/.test(bare)) throw new NotAccepted('a visibility query whose quotes are closed');
  let depth = 0;
  for (const character of bare) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0) break;
  }
  if (depth !== 0) throw new NotAccepted('a visibility query whose parentheses match');
  return value;
}
