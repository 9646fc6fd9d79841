import { minuteOf } from '../../text/instant.js';
import { figuresOf } from '../figures.js';
import type { AuditReport } from '../report-schema.js';
import { daysAnchor, Heading } from './anchors.js';
import { ReasonBar, ReasonLegend } from './by-reason.js';

/** What was wasted on which day, so that "yesterday" has an answer. */
export function Days(report: AuditReport) {
  const { days } = report;
  const figures = figuresOf(report);
  if (days.length === 0) return null;
  const most = Math.max(...days.map(({ wastedSeconds }) => wastedSeconds));
  return (
    <section id={daysAnchor}>
      <Heading>By day (UTC)</Heading>
      <ReasonLegend all={days} />
      <ul class="bins">
        {days.map((one) => (
          <li>
            <span>{partOf(one.day, report)}</span>
            <span class="track">
              <ReasonBar wasted={one} most={Math.max(most, 1)} />
            </span>
            <span>{figures.duration(one.wastedSeconds, one.wastedSecondsInterval)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The first and the last day of the window are not whole, nor that on which the oldest execution began. */
function partOf(day: string, { since, until, createdAt, retention }: AuditReport): string {
  const timeOn = (instant: string | null) => {
    const [date, time] = minuteOf(instant).split(' ');
    return date === day && time !== '00:00' ? time : undefined;
  };
  const oldest = retention.map(({ knownSince }) => knownSince ?? since).sort()[0] ?? since;
  const from = timeOn(oldest);
  const to = timeOn(until ?? createdAt);
  return [day, from === undefined ? '' : `from ${from}`, to === undefined ? '' : `until ${to}`]
    .filter((part) => part !== '')
    .join(', ');
}
