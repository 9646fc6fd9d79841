import { inSeconds } from '../../text/duration.js';
import type { AuditReport } from '../report-schema.js';
import { Heading } from './anchors.js';

/** How many cancelled attempts ended how long after the request, in the buckets of deadbeat_cancel_to_end_seconds. */
export function Distribution({ report }: Readonly<{ report: AuditReport }>) {
  const { cancelToEndCounts, cancelToEndUnknown } = report;
  const { running, orphaned } = cancelToEndUnknown;
  const all = cancelToEndCounts.reduce((sum, { attempts }) => sum + attempts, running + orphaned);
  if (all === 0) return null;
  const unknown = [
    { label: 'still running', count: running },
    { label: 'not known: orphaned', count: orphaned },
  ].filter(isFilled);
  const bins = [...trimmed(binsOf(cancelToEndCounts)), ...unknown];
  const most = Math.max(...bins.map(({ count }) => count));
  return (
    <section>
      <Heading>Time from the cancel request to the end</Heading>
      <p class="quiet">
        How many of the {all} cancelled {all === 1 ? 'attempt' : 'attempts'} that were read ran on for how long,
        whatever the reason.
      </p>
      <ul class="bins">
        {bins.map(({ label, count }) => (
          <li>
            <span>{label}</span>
            <span class="track">{count > 0 && <span class="bar all" style={`width: ${(100 * count) / most}%`} />}</span>
            <span>{count === 1 ? '1 attempt' : `${count} attempts`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Bin = Readonly<{ label: string; count: number }>;

/** Each bin holds what is above its lower and at most at its upper bound. */
function binsOf(counts: AuditReport['cancelToEndCounts']): Bin[] {
  return counts.map(({ upToSeconds, attempts }, index) => ({
    label: labelOf(counts[index - 1]?.upToSeconds ?? 0, upToSeconds),
    count: attempts,
  }));
}

function labelOf(from: number, to: number | null): string {
  return to === null ? `over ${inSeconds(from)}` : `${inSeconds(from)} – ${inSeconds(to)}`;
}

function isFilled({ count }: Bin): boolean {
  return count > 0;
}

/** Without the empty ones at both ends. */
function trimmed(bins: readonly Bin[]): readonly Bin[] {
  return bins.slice(bins.findIndex(isFilled), bins.findLastIndex(isFilled) + 1);
}
