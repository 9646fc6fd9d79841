/**
 * One argument for bash, ksh, zsh, and every sh of POSIX 2024. Where a text has control characters, or characters that a terminal does not show, it is
 * written as `$'…'`, in which they stand as escapes: a terminal that is pasted to would take them for keys.
 */
export function shellQuote(text: string): string {
  // zsh takes a word that begins with = for the path of a program.
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text)) return text;
  if (!unprintable.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escaped = text.replaceAll(/[\\']/g, '\\$&').replaceAll(new RegExp(unprintable, 'gu'), escapeOf);
  return `$'${escaped}'`;
}

const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Byte by byte, in three octal digits: shells agree on those alone. */
function escapeOf(character: string): string {
  return Array.from(Buffer.from(character), (byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
