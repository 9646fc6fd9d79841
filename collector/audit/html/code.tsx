import { type Sdk, sdks } from '../../findings/sdk-code.js';

/** The change in code, in every SDK; written out, so that print has it too. */
export function CodeFor({ snippets }: Readonly<{ snippets: Readonly<Record<Sdk, string>> | undefined }>) {
  if (snippets === undefined) return null;
  return (
    <div class="code">
      {sdks.map((sdk) => (
        <figure>
          <figcaption>{sdk}</figcaption>
          <pre>
            <code>{snippets[sdk]}</code>
          </pre>
        </figure>
      ))}
    </div>
  );
}
