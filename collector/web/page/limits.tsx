/** What the page cannot know: said where the numbers are. */
export function KnownLimits() {
  return (
    <section aria-labelledby="limits">
      <h2 id="limits">Known limits</h2>
      <ul>
        <li>Seconds are counted up to the last observation; between two observations the counter stands still.</li>
        <li>For an orphan, only the latest time at which it was allowed to run is known, not whether it still runs.</li>
        <li>
          Code that keeps running after a timeout is inferred from the slots that workers report; with SDKs that report
          no slots it is not seen.
        </li>
        <li>The history on this page survives a restart only with a state file; Prometheus keeps it longer.</li>
        <li>
          Lost workers, slots, and activities that are probably still running are shown only if the server and the SDKs
          support worker heartbeats.
        </li>
      </ul>
    </section>
  );
}
