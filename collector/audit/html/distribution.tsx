import { metrics } from '../../metrics/definitions.js';
import { inSeconds } from '../../text/duration.js';
import { Heading } from './anchors.js';

const bounds = metrics.cancelToEnd.buckets;

/** How many cancelled attempts ended how long after the request, in the buckets of deadbeat_cancel_to_end_seconds. */
export function Distribution({ seconds }: Readonly<{ seconds: readonly number[] }>) {
  if (seconds.length === 0) return null;
  const bins = trimmed(binsOf(seconds));
  const most = Math.max(...bins.map(({ count }) => count));
  return (
    <section>
      <Heading>Time from the cancel request to the end</Heading>
      <p class="quiet">
        How many of the {seconds.length} cancelled attempts that were read ran on for how long, whatever the reason.
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
function binsOf(seconds: readonly number[]): Bin[] {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  for (const value of seconds) {
    const bucket = bounds.findIndex((bound) => value <= bound);
    const index = bucket === -1 ? bounds.length : bucket;
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts.map((count, index) => ({ label: labelOf(bounds[index - 1], bounds[index]), count }));
}

function labelOf(from: number | undefined, to: number | undefined): string {
  if (to === undefined) return `over ${inSeconds(from ?? 0)}`;
  return `${inSeconds(from ?? 0)} – ${inSeconds(to)}`;
}

/** Without the empty ones at both ends. */
function trimmed(bins: readonly Bin[]): readonly Bin[] {
  const isFilled = ({ count }: Bin) => count > 0;
  return bins.slice(bins.findIndex(isFilled), bins.findLastIndex(isFilled) + 1);
}
