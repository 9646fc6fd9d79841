import { by, indent, lines, on } from '../../promql/text.js';
import type { RecordingRule, RuleContext } from '../alert.js';
import { acceptedRecord, levels, recordName, teamRecord } from './levels.js';
import { highest, lastScraped, metricName, seen, summed, withTemporalNamespace } from './sight.js';

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
      record: acceptedRecord,
      expression: highest(levels.activity, withTemporalNamespace(lastScraped(context, 'acceptedWaste'))),
    },
    { record: teamRecord, expression: teams(context) },
  ];
}

/** With owners given, a kind without one belongs to the team "unowned". */
function teams(context: RuleContext): string {
  const activity = levels.activity;
  const recorded = [cancelRequestedRecord, ...summedGauges.map(activityRecord)].join(' or ');
  const kinds = `group ${by(...activity)} (${recorded})`;
  return lines(
    `topk ${by(...activity)} (1, max ${by(...activity, 'team')} (`,
    indent(withTemporalNamespace(lastScraped(context, 'ownerInfo'))),
    '))',
    `or ${on(...activity)} label_replace(`,
    indent(`${kinds}\nand ${on('cluster')} ${context.series('ownerInfo')}`),
    '  , "team", "unowned", "", ""',
    ')',
    `or ${on(...activity)} ${kinds}`,
  );
}

/** An alert about waste: what --owners-file accepts does not fire, until its date or beyond its measure. */
export function ofWaste(expression: string): string {
  return withTeam(lines('(', indent(expression), `) unless ${on(...levels.activity)} ${acceptedRecord} == 1`));
}

/** An alert about a kind of activity, with the team that owns it. */
export function withTeam(expression: string): string {
  return lines('(', indent(expression), `) * ${on(...levels.activity)} group_left (team) ${teamRecord}`);
}
