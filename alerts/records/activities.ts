import { by, indent, lines, on } from '../../promql/text.js';
import type { RecordingRule, RuleContext } from '../alert.js';
import { acceptedRecord, acceptedUntilRecord, levels, recordName, severityRecord, teamRecord } from './levels.js';
import { highest, lastScraped, lowest, metricName, seen, summed, withTemporalNamespace } from './sight.js';

const summedGauges = ['stale', 'stalled', 'lost', 'orphaned', 'unreachable', 'unreachableExposure'] as const;
type SummedGauge = (typeof summedGauges)[number];

/** What is recorded of the activities of a kind: one value for each, whatever the number of shards and replicas. */
export const activityRecord = (key: SummedGauge) => recordName('activity', metricName(key), 'sum');
export const cancelRequestedRecord = recordName('reason', metricName('cancelRequested'), 'sum');
export const oldestRequestRecord = recordName('reason', metricName('cancelRequestedOldest'), 'max');
export const staleSilenceRecord = recordName('activity', metricName('heartbeatOldest'), 'max_stale');

export function activityRecords(context: RuleContext): readonly RecordingRule[] {
  return [
    {
      record: cancelRequestedRecord,
      expression: summed(levels.reason, seen(context, 'cancelRequested')),
    },
    {
      record: oldestRequestRecord,
      expression: highest(levels.reason, seen(context, 'cancelRequestedOldest')),
    },
    ...summedGauges.map((key) => ({
      record: activityRecord(key),
      expression: summed(levels.activity, seen(context, key)),
    })),
    {
      record: staleSilenceRecord,
      expression: lines(
        highest(levels.activity, seen(context, 'heartbeatOldest')),
        `and ${on(...levels.activity)} ${activityRecord('stale')}`,
      ),
    },
    {
      // A shard judges what it sees: one that sees nothing of the waste must not accept that of another.
      record: acceptedRecord,
      expression: lowest(levels.activity, withTemporalNamespace(lastScraped(context, 'acceptedWaste'))),
    },
    {
      record: acceptedUntilRecord,
      expression: lowest(levels.activity, withTemporalNamespace(lastScraped(context, 'acceptedWasteUntil'))),
    },
    { record: teamRecord, expression: teams(context) },
    { record: severityRecord, expression: namedSeverities(context) },
  ];
}

/** With owners given, a kind without one belongs to the team "unowned". */
function teams(context: RuleContext): string {
  const activity = levels.activity;
  // A kind is judged by what it did within this time, though nothing of it runs now.
  const cancelled = `last_over_time(${cancelRequestedRecord}[${context.thresholds.cancelIgnored.within}])`;
  const recorded = [cancelled, ...summedGauges.map(activityRecord)].join(' or ');
  const kinds = `group ${by(...activity)} (${recorded})`;
  return lines(
    `topk ${by(...activity)} (1, max ${by(...activity, 'team')} (`,
    indent(withTemporalNamespace(lastScraped(context, 'ownerInfo'))),
    '))',
    `or ${on(...activity)} label_replace(`,
    indent(lines(kinds, `and ${on('cluster')} (`, indent(lastScraped(context, 'ownerInfo')), ')')),
    '  , "team", "unowned", "", ""',
    ')',
    `or ${on(...activity)} ${kinds}`,
  );
}

function namedSeverities(context: RuleContext): string {
  const { activity } = levels;
  return lines(
    `topk ${by(...activity)} (1, group ${by(...activity, 'severity')} (`,
    indent(withTemporalNamespace(lastScraped(context, 'acceptedWaste', { severity: { not: '' } }))),
    '))',
    `or ${on(...activity)} group ${by(...activity)} (${teamRecord})`,
  );
}

/** An alert about waste: what --owners-file accepts does not fire, until its date or beyond its measure. */
export function ofWaste(expression: string): string {
  const kind = on(...levels.activity);
  const notAccepted = lines('(', indent(expression), `) unless ${kind} ${acceptedRecord} == 1`);
  return lines(withTeam(notAccepted), `* ${kind} group_left (severity) ${severityRecord}`);
}

/** An alert about waste that may come, or that nothing measures: only a date accepts it. */
export function ofPossibleWaste(expression: string): string {
  const accepted = `${acceptedUntilRecord} > time()`;
  return withTeam(lines('(', indent(expression), `) unless ${on(...levels.activity)} (${accepted})`));
}

/** An alert about a kind of activity, with the team that owns it. */
export function withTeam(expression: string): string {
  return lines('(', indent(expression), `) * ${on(...levels.activity)} group_left (team) ${teamRecord}`);
}
