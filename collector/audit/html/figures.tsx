import { figuresOf, savedByCodeOver, sumOver } from '../figures.js';
import type { AuditReport } from '../report-schema.js';

/** The report in a few numbers; what there was nothing of is left out. */
export function Figures({ report }: Readonly<{ report: AuditReport }>) {
  const { types, wastedSeconds, wastedSecondsInterval, currency, pricePerHour } = report;
  const { duration, money } = figuresOf(report);
  const saved = sumOver(types, 'savedSecondsAtMost');
  const savedWaste = sumOver(types, 'savedWasteSecondsAtMost');
  const byCode = savedByCodeOver(types);
  const savedWait = sumOver(types, 'savedWaitSecondsAtMost');
  const lost = sumOver(types, 'lostSecondsAtMost');
  const orphaned = sumOver(types, 'orphanedSecondsAtMost');
  const figures: (readonly [string, string])[] = [
    ['Wasted after a cancel request', duration(wastedSeconds, wastedSecondsInterval)],
    ['Of that, avoidable by heartbeat timeouts, at most', duration(savedWaste.seconds, savedWaste.interval)],
  ];
  if (byCode.seconds > 0)
    figures.push([
      'Of that, avoidable by code that stops when cancelled, at most',
      duration(byCode.seconds, byCode.interval),
    ]);
  if (lost.seconds > 0)
    figures.push(
      ['Waited for workers that may have been dead, at most', duration(lost.seconds, lost.interval)],
      ['Of these waits, avoidable by heartbeat timeouts, at most', duration(savedWait.seconds, savedWait.interval)],
    );
  if (pricePerHour !== null) {
    const cost = (seconds: number) => money((seconds / 3600) * pricePerHour);
    const bounds = saved.interval === null ? '' : ` (${cost(saved.interval[0])} to ${cost(saved.interval[1])})`;
    figures.push([
      `All that is avoidable by heartbeat timeouts, in money, at most (at ${pricePerHour} ${currency ?? ''} per hour)`,
      cost(saved.seconds) + bounds,
    ]);
  }
  if (orphaned.seconds > 0)
    figures.push(['Ran on after the workflow had closed, at most', duration(orphaned.seconds, orphaned.interval)]);
  return (
    <dl class="figures" style={`--columns: ${columnsFor(figures.length)}`}>
      {figures.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const columnsAtMost = 4;

/** As many to a row as fill rows most evenly: five in 3 and 2, not in 4 and 1. */
function columnsFor(figures: number): number {
  return Math.ceil(figures / Math.ceil(figures / columnsAtMost));
}
