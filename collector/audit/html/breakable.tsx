/** Where words of a name meet: `convert|Videos`, `pay_|eu`. */
const boundaries = /(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[_./:])(?=.)/;

/** Names that may be longer than a narrow column, to be broken between their words. */
export function Breakable({ text }: Readonly<{ text: string }>) {
  return (
    <>
      {text.split(boundaries).map((word, index) => (
        <>
          {index > 0 && <wbr />}
          {word}
        </>
      ))}
    </>
  );
}
