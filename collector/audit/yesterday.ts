import { inDays } from '../text/duration.js';
import { printable } from '../text/printable.js';
import { commandFor, withSettings } from './commands.js';
import { figuresOf, isSampled } from './figures.js';
import type { AuditReport } from './report-schema.js';
import type { Sentence } from './sentence.js';
import { toTheMinute } from './trust.js';

const dayMs = 86_400_000;

export type Yesterday = Readonly<{ name: string; said: Sentence }>;
type Day = Readonly<{ name: string; startedAt: number; endedAt: number }>;
type Reach = AuditReport['retention'][number];

/** What the day in UTC before the audit wasted, or how to read it; undefined: it is not known when the audit was made. */
export function yesterdayOf(report: AuditReport): Yesterday | undefined {
  const { createdAt, since, until } = report;
  if (createdAt === null || since === null) return undefined;
  const endedAt = Math.floor(Date.parse(createdAt) / dayMs) * dayMs;
  const startedAt = endedAt - dayMs;
  const day = { name: new Date(startedAt).toISOString().slice(0, 10), startedAt, endedAt };
  const name = `Yesterday (${day.name}, UTC):`;
  const { retention } = report;
  const isAllKnown = retention.length > 0 && retention.every(({ knownSince }) => knownSince !== null);
  const begins = Date.parse(since) <= startedAt || isAllKnown;
  const isHeld = begins && (until === null || Date.parse(until) >= endedAt);
  if (isHeld) return { name, said: [`${wastedOn(day, report)}.`] };
  const said = [
    'this window does not hold all of it. To read it, run ',
    { code: commandFor('audit', report, '--since 48h') },
    ` ${withSettings(report)}${asFarAsKept(startedAt, report)}.`,
  ];
  return { name, said };
}

function wastedOn(day: Day, report: AuditReport): string {
  const { complete, days, retention } = report;
  const ofDay = days.find((one) => one.day === day.name);
  const wasted =
    ofDay === undefined
      ? 'nothing wasted'
      : `${figuresOf(report).duration(ofDay.wastedSeconds, ofDay.wastedSecondsInterval)} wasted`;
  if (!complete) return `${wasted} as far as was read`;
  const limit = limitOf(day, report);
  if (ofDay === undefined && retention.length > 0 && retention.every((one) => isUnknown(one, day)))
    return `not known: ${limit ?? 'no execution was found'}`;
  const read = ofDay === undefined && isSampled(report) ? `${wasted} in the executions that were read` : wasted;
  return limit === undefined ? read : `${read}, as far as is known: ${limit}`;
}

function isUnknown({ readableSince, knownSince }: Reach, { endedAt }: Day): boolean {
  return [readableSince, knownSince].some((since) => since !== null && Date.parse(since) >= endedAt);
}

/** Why not all of a day is known of every namespace; undefined: it is. A namespace without executions does not count. */
function limitOf({ startedAt }: Day, { retention, namespaces, createdAt }: AuditReport): string | undefined {
  const limits = retention.flatMap(({ namespace, readableSince, knownSince }) => {
    const inWhich = namespaces.length > 1 ? ` in namespace ${printable(namespace)}` : '';
    return [
      { since: readableSince, text: `what closed${inWhich} before ${toTheMinute(readableSince)} has been removed` },
      {
        since: knownSince === createdAt ? null : knownSince,
        text: `the oldest execution that was found${inWhich} began at ${toTheMinute(knownSince)}`,
      },
    ];
  });
  const [latest] = limits
    .filter(({ since }) => Date.parse(since ?? '') > startedAt)
    .sort((a, b) => (b.since ?? '').localeCompare(a.since ?? ''));
  return latest?.text;
}

/** The server may have removed a part of that day. */
function asFarAsKept(startedAt: number, { createdAt, retention }: AuditReport): string {
  const kept = retention.flatMap(({ seconds }) => seconds ?? []);
  const shortest = Math.min(...kept);
  if (Date.parse(createdAt ?? '') - shortest * 1000 <= startedAt) return '';
  return `, as far as the server still has it: closed executions are removed after ${inDays(shortest)}`;
}
