import fc from 'fast-check';

const numbers = [
  '0',
  '1',
  '7',
  '00',
  '59',
  '60',
  '1000',
  '65535',
  '65536',
  '9810',
  '9'.repeat(18),
  '9'.repeat(400),
  '1.5',
  '1e9',
];
const words = [
  '-',
  '+',
  '.',
  ',',
  ':',
  '/',
  '=',
  '*',
  '%',
  '@',
  '~',
  '\\',
  '?',
  '#',
  '&',
  ' ',
  '\t',
  '\n',
  '\r',
  '\0',
  '\u001b[2J',
];
const others = [
  '\u202e',
  '\ud800',
  'ß',
  '🚀',
  '__proto__',
  'constructor',
  'toString',
  'NaN',
  'Infinity',
  'null',
  'true',
  'false',
];

/** Texts that are almost what a parser accepts, made of the words that it knows, and some that no one would write. */
export function arbitraryText(...known: readonly string[]): fc.Arbitrary<string> {
  const part = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...known) },
    { weight: 3, arbitrary: fc.constantFrom(...numbers, ...words) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
  );
  return fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
}
