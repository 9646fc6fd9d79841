import stringWidth from 'string-width';

/**
 * Breaks a text between words, into lines of at most `width` columns of a terminal; wide characters take two. A word that
 * is wider than a line, such as a long ID, is broken.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, Math.max(2, width)))) {
    if (line !== '' && stringWidth(line) + 1 + stringWidth(word) > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** At most so many lines; `…` stands for the rest. */
export function wrapAtMost(text: string, width: number, linesAtMost: number): string[] {
  const lines = wrap(text, width);
  if (lines.length <= linesAtMost) return lines;
  const [last = ''] = pieces(lines[linesAtMost - 1] ?? '', Math.max(1, width - 1));
  return [...lines.slice(0, linesAtMost - 1), `${last}…`];
}

/** The first lines of a text that a screen of so many rows holds: a line wider than the screen takes several rows. */
export function linesThatFit(lines: readonly string[], columns: number, rows: number): readonly string[] {
  let left = rows;
  const end = lines.findIndex((line) => {
    left -= Math.max(1, Math.ceil(stringWidth(line) / columns));
    return left < 0;
  });
  return end === -1 ? lines : lines.slice(0, end);
}

function pieces(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const parts = [''];
  for (const { segment } of segments.segment(word)) {
    const last = parts.at(-1) ?? '';
    if (stringWidth(last + segment) > width) parts.push(segment);
    else parts[parts.length - 1] = last + segment;
  }
  return parts;
}

/** What a reader takes for one character. */
const segments = new Intl.Segmenter('en', { granularity: 'grapheme' });
