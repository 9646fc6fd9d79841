/** What the page cannot know: said where the numbers are. */
export function KnownLimits() {
  return (
    <section aria-labelledby="limits">
      <h2 id="limits">Known limits</h2>
      <ul>
        <li>Seconds are counted up to the last observation; between two observations the counter stands still.</li>
        <li>For an orphan, Temporal knows only until when it was allowed to run, not whether it runs.</li>
        <li>
          Code that keeps running after a timeout is inferred from the slots that workers report; SDKs that do not
          report are not seen.
        </li>
        <li>What was wasted before now is kept only with a state file; Prometheus keeps it for longer.</li>
        <li>Suspects, lost workers and slots need a server and SDKs that send worker heartbeats.</li>
      </ul>
    </section>
  );
}
