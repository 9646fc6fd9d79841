import type { Finding } from '../../findings/findings.js';
import { codeFor, sdks } from '../../findings/sdk-code.js';

/** The change in code, in every SDK; written out, so that print has it too. */
export function CodeFor({ finding, seconds }: Readonly<{ finding: Finding; seconds: number }>) {
  const snippets = codeFor[finding]?.(seconds);
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
