import { isBoundedLoss, isTooShortForHeartbeats, remedyOf } from '../../findings/advice.js';
import type { Finding } from '../../findings/findings.js';
import type { Row } from '../../findings/row.js';
import { codeFor, sdks } from '../../findings/sdk-code.js';
import { codeTimeoutSeconds } from './saving.js';
import type { Ui } from './ui.js';

/** What to change in the code, in the reader's SDK. */
export function Code({ row, ui }: { row: Row; ui: Ui }) {
  const { findings, heartbeatTimeoutSeconds: timeout, lastHeartbeatAt, optionsKnown } = row;
  const sendsNone = optionsKnown && timeout === null && lastHeartbeatAt === null;
  const changes = findings.map((finding) => {
    const remedy = remedyOf(finding, row);
    // Without heartbeats the SDK reports no cancellation that the code could heed.
    return remedy === 'suspect' && sendsNone ? 'no_heartbeat' : remedy;
  });
  const isUseless = (finding: Finding) => isBoundedLoss(finding, row) || isTooShortForHeartbeats(finding, row);
  const makers = [...new Set(changes.flatMap((finding) => (isUseless(finding) ? [] : (codeFor[finding] ?? []))))];
  const snippets = makers.map((snippetFor) => snippetFor(codeTimeoutSeconds(row)));
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
        <pre key={snippet.Go}>
          <code>{snippet[ui.sdk]}</code>
        </pre>
      ))}
    </div>
  );
}
