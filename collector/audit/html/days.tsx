import { inSeconds } from '../../text/duration.js';
import type { AuditReport } from '../report-types.js';

/** What was wasted on which day, so that "yesterday" has an answer. */
export function Days({ days, wastedSecondsInterval }: AuditReport) {
  if (days.length === 0) return null;
  const most = Math.max(...days.map(({ wastedSeconds }) => wastedSeconds));
  return (
    <section>
      <h2>By day (UTC)</h2>
      {wastedSecondsInterval !== null && <p class="quiet">Estimated from the sample.</p>}
      <ul class="bins">
        {days.map(({ day, wastedSeconds }) => (
          <li>
            <span>{day}</span>
            <span class="track">
              <span class="bar" style={`width: ${(100 * wastedSeconds) / Math.max(most, 1)}%`} />
            </span>
            <span>{inSeconds(wastedSeconds)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
