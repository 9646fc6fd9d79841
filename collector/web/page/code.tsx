import type { Finding } from '../../findings/findings.js';
import { codeFor, sdks } from '../../findings/sdk-code.js';
import { heartbeatTimeoutSeconds } from './saving.js';
import type { Ui } from './ui.js';

/** What to change in the code, in the reader's SDK. */
export function Code({ findings, ui }: { findings: readonly Finding[]; ui: Ui }) {
  const makers = [...new Set(findings.flatMap((finding) => codeFor[finding] ?? []))];
  const snippets = makers.map((snippetFor) => snippetFor(heartbeatTimeoutSeconds));
  if (snippets.length === 0) return null;
  return (
    <div class="code">
      {!ui.isStatic && (
        <fieldset>
          <legend>SDK</legend>
          {sdks.map((sdk) => (
            <button key={sdk} type="button" aria-pressed={sdk === ui.sdk} onClick={() => ui.chooseSdk?.(sdk)}>
              {sdk}
            </button>
          ))}
        </fieldset>
      )}
      {snippets.map((snippet) => (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways must be reached by keyboard
        <pre key={snippet.Go} tabIndex={0}>
          <code>{snippet[ui.sdk]}</code>
        </pre>
      ))}
    </div>
  );
}
