import { printable } from '../../text/printable.js';
import type { NamespaceStatus } from '../answers.js';

type Props = Readonly<{ namespaces: readonly NamespaceStatus[]; hasHistory: boolean }>;

/** What the page cannot know: those limits that are in force, then those that always are. */
export function KnownLimits({ namespaces, hasHistory }: Props) {
  const inForce = new Map<string, string[]>();
  for (const { namespace, limits } of namespaces)
    for (const { consequence } of limits) inForce.set(consequence, [...(inForce.get(consequence) ?? []), namespace]);
  return (
    <section aria-labelledby="limits">
      <h2 id="limits">What cannot be seen, and how exact the figures are</h2>
      <ul>
        {Array.from(inForce, ([consequence, names]) => (
          <li key={consequence}>
            <strong>Now in {names.length > 3 ? `${names.length} namespaces` : names.map(printable).join(', ')}:</strong>{' '}
            {consequence}
          </li>
        ))}
        <li>Seconds are counted up to the last observation; between two observations the counter does not change.</li>
        <li>
          For an activity whose workflow has closed, only the latest time at which it was allowed to run is known, not
          whether it still runs.
        </li>
        <li>
          Code that keeps running after a timeout is inferred from the slots that workers report; with SDKs that report
          no slots it is not seen.
        </li>
        <li>
          {hasHistory
            ? 'The history on this page goes back 35 days at most; Prometheus can keep more.'
            : 'Without a state file (--state-file) this page has no history; Prometheus keeps one.'}
        </li>
        <li>
          Lost workers, slots, and attempts that may still run after a timeout are shown only if the server and the SDKs
          support worker heartbeats.
        </li>
      </ul>
    </section>
  );
}
