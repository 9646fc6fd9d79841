import type { Sentence } from '../sentence.js';

export function SentenceText({ sentence }: Readonly<{ sentence: Sentence }>) {
  return <>{sentence.map((part) => (typeof part === 'string' ? part : <Command text={part.code} />))}</>;
}

/** A flag stays in one line with its value. */
function Command({ text }: Readonly<{ text: string }>) {
  return (
    <code>
      {text.split(/ (?=--[a-z])/).map((flag, index) => (
        <>
          {index > 0 && ' '}
          <span class="flag">{flag}</span>
        </>
      ))}
    </code>
  );
}
