import { wrap } from '../text/wrap.js';

/** Text, and commands to copy in it. */
export type Sentence = readonly (string | Readonly<{ code: string }>)[];

/** For a terminal: each command in a line of its own, however narrow the terminal is, so that a copy has no line break. */
export function linesOf(sentence: Sentence, width: number): string[] {
  const lines: string[] = [];
  let text = '';
  for (const part of sentence)
    if (typeof part === 'string') text += part;
    else {
      lines.push(...wrap(text.trim(), width), `  ${part.code}`);
      text = '';
    }
  return [...lines, ...wrap(text.trim(), width)];
}
