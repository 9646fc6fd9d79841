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
