import { figuresOf, isWritten, savedByCodeOver, sumOver } from '../figures.js';
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
  ];
  const add = (name: string, { seconds, interval }: typeof lost) => {
    if (isWritten(seconds)) figures.push([name, duration(seconds, interval)]);
  };
  add('Of that, avoidable by heartbeat timeouts, at most', savedWaste);
  add('Of that, avoidable by code that stops when cancelled, at most', byCode);
  add('Waited for a start-to-close timeout (worker lost, or code still running: not known), at most', lost);
  add('Of these waits, avoidable by heartbeat timeouts, at most', savedWait);
  if (pricePerHour !== null && isWritten(saved.seconds)) {
    const cost = (seconds: number) => money((seconds / 3600) * pricePerHour);
    const bounds = saved.interval === null ? '' : ` (${cost(saved.interval[0])} to ${cost(saved.interval[1])})`;
    figures.push([
      `All that is avoidable by heartbeat timeouts, in money, at most (at ${pricePerHour} ${currency ?? ''} per hour)`,
      cost(saved.seconds) + bounds,
    ]);
  }
  add('Ran on after the workflow had closed, at most', orphaned);
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
