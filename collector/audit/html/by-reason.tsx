import { findings } from '../../findings/findings.js';
import type { Reason } from '../../model/activity/reason.js';
import { capital } from '../../text/printable.js';
import { isWritten } from '../figures.js';
import { titleInReport } from '../words.js';

type Wasted = Readonly<{ wastedSeconds: number; wastedSecondsByReason: Readonly<Partial<Record<Reason, number>>> }>;

function sharesOf({ wastedSecondsByReason }: Wasted): [Reason, number][] {
  return (Object.entries(wastedSecondsByReason) as [Reason, number][]).sort(([, a], [, b]) => b - a);
}

/** What was wasted, as a share of what was wasted most, in the colors of the reasons. */
export function ReasonBar({ wasted, most }: Readonly<{ wasted: Wasted; most: number }>) {
  if (!isWritten(wasted.wastedSeconds)) return null;
  return (
    <span class="bar reasons">
      {sharesOf(wasted).map(([reason, seconds]) => (
        <span style={`width: ${((100 * seconds) / most).toFixed(1)}%; background: ${findings[reason].colour}`} />
      ))}
    </span>
  );
}

/** The colors of the reasons, worst first. */
export function ReasonLegend({ all }: Readonly<{ all: readonly Wasted[] }>) {
  const seconds = new Map<Reason, number>();
  for (const [reason, more] of all.flatMap(sharesOf)) seconds.set(reason, (seconds.get(reason) ?? 0) + more);
  const shown = [...seconds].filter(([, sum]) => isWritten(sum)).sort(([, a], [, b]) => b - a);
  return (
    <p class="quiet">
      {shown.map(([reason]) => (
        <span class="legend">
          <span class="spot" style={`background: ${findings[reason].colour}`} /> {capital(titleInReport(reason))}
        </span>
      ))}
    </p>
  );
}
