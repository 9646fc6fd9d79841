import { inDays } from '../text/duration.js';
import { commandFor, withSettings } from './commands.js';
import { figuresOf, isSampled } from './figures.js';
import type { AuditReport } from './report-schema.js';
import type { Sentence } from './sentence.js';

const dayMs = 86_400_000;

export type Yesterday = Readonly<{ name: string; said: Sentence }>;

/** What the day in UTC before the audit wasted, or how to read it; undefined: it is not known when the audit was made. */
export function yesterdayOf(report: AuditReport): Yesterday | undefined {
  const { createdAt, since, until } = report;
  if (createdAt === null || since === null) return undefined;
  const endedAt = Math.floor(Date.parse(createdAt) / dayMs) * dayMs;
  const startedAt = endedAt - dayMs;
  const day = new Date(startedAt).toISOString().slice(0, 10);
  const name = `Yesterday (${day}, UTC):`;
  const isHeld = Date.parse(since) <= startedAt && (until === null || Date.parse(until) >= endedAt);
  if (isHeld) return { name, said: [`${wastedOn(day, report)}${asFarAsRead(startedAt, report)}.`] };
  const said = [
    'this window does not hold all of it. To read it, run ',
    { code: commandFor('audit', report, '--since 48h') },
    ` ${withSettings(report)}${asFarAsKept(startedAt, report)}.`,
  ];
  return { name, said };
}

function wastedOn(day: string, report: AuditReport): string {
  const ofDay = report.days.find((one) => one.day === day);
  if (ofDay === undefined)
    return report.complete && isSampled(report) ? 'nothing wasted in the executions that were read' : 'nothing wasted';
  return `${figuresOf(report).duration(ofDay.wastedSeconds, ofDay.wastedSecondsInterval)} wasted`;
}

function asFarAsRead(startedAt: number, { complete, retention }: AuditReport): string {
  const isRemoved = retention.some(({ readableSince }) => Date.parse(readableSince ?? '') > startedAt);
  if (!complete) return ' as far as was read';
  return isRemoved ? ' in what the server still has of it' : '';
}

/** The server may have removed a part of that day. */
function asFarAsKept(startedAt: number, { createdAt, retention }: AuditReport): string {
  const kept = retention.flatMap(({ seconds }) => seconds ?? []);
  const shortest = Math.min(...kept);
  if (Date.parse(createdAt ?? '') - shortest * 1000 <= startedAt) return '';
  return `, as far as the server still has it: closed executions are removed after ${inDays(shortest)}`;
}
