import { inSeconds } from '../../text/duration.js';
import { figuresOf, money } from '../figures.js';
import type { AuditedType, AuditReport } from '../report-schema.js';

/** The report in a few numbers; what there was nothing of is left out. */
export function Figures({ report }: Readonly<{ report: AuditReport }>) {
  const { types, wastedSeconds, wastedSecondsInterval, currency, pricePerHour } = report;
  const sum = (read: (type: AuditedType) => number | null) =>
    types.reduce((total, type) => total + (read(type) ?? 0), 0);
  const lost = sum((type) => type.lostSecondsAtMost);
  const orphaned = sum((type) => type.orphanedSecondsAtMost);
  const figures: (readonly [string, string])[] = [
    ['Wasted after a cancel request', figuresOf(report).duration(wastedSeconds, wastedSecondsInterval)],
    ['Avoidable by heartbeat timeouts, at most', inSeconds(sum((type) => type.savedSecondsAtMost))],
  ];
  if (pricePerHour !== null)
    figures.push([
      `Avoidable, in money, at most (at ${pricePerHour} ${currency ?? ''} per hour)`,
      money(
        sum((type) => type.savedCostAtMost),
        currency,
      ),
    ]);
  if (lost > 0) figures.push(['Waited for workers that may have been dead, at most', inSeconds(lost)]);
  if (orphaned > 0) figures.push(['Ran on after the workflow had closed, at most', inSeconds(orphaned)]);
  return (
    <dl class="figures">
      {figures.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
