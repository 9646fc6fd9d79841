/** Text, and commands to copy in it. */
export type Sentence = readonly (string | Readonly<{ code: string }>)[];

export function plain(sentence: Sentence): string {
  return sentence.map((part) => (typeof part === 'string' ? part : part.code)).join('');
}
