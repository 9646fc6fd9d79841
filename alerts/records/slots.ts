import { by, indent, lines, on } from '../../promql/text.js';
import type { RecordingRule, RuleContext } from '../alert.js';
import { inMs } from '../threshold-kinds.js';
import { activityRecord, cancelRequestedRecord } from './activities.js';
import { observationAgeRecord } from './calls.js';
import { acceptedRecord, levels, recordName } from './levels.js';
import { completeShards } from './shards.js';
import { highest, metricName, observedRecord, placed, seen, summed, withTemporalNamespace } from './sight.js';

const { queue, activity } = levels;

export const slotsRecord = recordName('queue', metricName('workerSlots'), 'sum');
const usedSlotsRecord = recordName('queue', metricName('workerSlots'), 'used');
export const unaccountedRecord = recordName('queue', metricName('unaccountedSlots'), 'min');
const heldByCancelledRecord = recordName('activity', 'deadbeat_cancelled_slots', 'held');
export const unwantedSlotsRecord = recordName('queue', 'deadbeat_unwanted_slots', 'sum');

export function slotRecords(context: RuleContext): readonly RecordingRule[] {
  const { series, thresholds } = context;
  const slots = recordName('queue', metricName('workerSlots'), 'max');
  const known = thresholds.slotsUnaccounted.knownWithin;
  const isObserved = `* ${on(...levels.collector)} group_left (shard) (${observedRecord} == 1)`;
  // Reports are up to a minute old: of what each shard knew meanwhile, the most is subtracted.
  const accounted = summed(queue, placed(`max_over_time(${series('accountedSlots')}[${known}])`));
  const held = lines(
    'label_replace(',
    indent(`sum ${by(...queue)} (${heldByCancelledRecord})`),
    '  , "held_by", "cancelled", "", ""',
    ')',
    `or ${unaccountedRecord}`,
  );
  const heldPerQueue = lines(`sum ${by(...queue)} (`, indent(held), ')');
  return [
    // Every collector sees the same workers.
    { record: slots, expression: highest([...queue, 'state'], seen(context, 'workerSlots')) },
    // Workers without a fixed number of slots report no free ones: then no share can be computed.
    {
      record: slotsRecord,
      expression: `sum ${by(...queue)} (${slots}) and ${on(...queue)} ${slots}{state="free"}`,
    },
    { record: usedSlotsRecord, expression: `sum ${by(...queue)} (${slots}{state="used"})` },
    {
      record: unaccountedRecord,
      // Where a comparison leaves the number unknown for a moment, the one before stands. Of two collectors the lower is right.
      expression: lines(
        `min ${by(...queue)} (`,
        indent(lines(withTemporalNamespace(`last_over_time(${series('unaccountedSlots')}[${known}])`), isObserved)),
        ')',
        `or ${on(...queue)} clamp_min(`,
        indent(
          lines(
            `${usedSlotsRecord} - ${on(...queue)} (`,
            indent(accounted),
            ')',
            `and ${on(...levels.namespace)} (${completeShards})`,
            // What a shard has not yet listed or described is missing from what it accounts for.
            `unless ${on(...levels.namespace)} (max ${by(...levels.namespace, 'shard')} (${observedRecord}) == 0)`,
            `unless ${on(...levels.namespace)} ${observationAgeRecord}{phase="new"} > ${inMs(thresholds.slotsUnaccounted.describedWithin) / 1000},`,
          ),
        ),
        '  0',
        ')',
      ),
    },
    { record: heldByCancelledRecord, expression: heldByCancelled(context) },
    {
      // Never more than are in use: an activity whose worker is gone is counted as running, but holds no slot.
      record: unwantedSlotsRecord,
      expression: lines(
        heldPerQueue,
        `  <= ${on(...queue)} ${usedSlotsRecord}`,
        `or ${on(...queue)} ${usedSlotsRecord} and ${on(...queue)} (`,
        indent(heldPerQueue),
        ')',
      ),
    },
  ];
}

/**
 * Of a kind of which some are on dead workers, which of them are cancelled is not told; but the seconds of a lost attempt are
 * not wasted, so the rate of wasted seconds is the number of cancelled ones that run. Unknown, all are taken to run.
 */
function heldByCancelled({ series, thresholds }: RuleContext): string {
  const same = on(...activity);
  const cancelled = `(sum ${by(...activity)} (${cancelRequestedRecord}) unless ${same} ${acceptedRecord} == 1)`;
  const lost = activityRecord('lost');
  const wastingPerKind = summed(
    activity,
    placed(`rate(${series('wastedSeconds')}[${thresholds.wasteBudgetBurn.rateWindow}])`),
    levels.reason,
  );
  return lines(
    `${cancelled} unless ${same} ${lost}`,
    `or ${same} (`,
    indent(lines(wastingPerKind, `  < ${same} ${cancelled}`, `  > ${same} (${cancelled} - ${same} ${lost})`)),
    ')',
    `or ${same} (${cancelled} - ${same} ${lost}) and ${same} (`,
    indent(wastingPerKind),
    `) < ${same} ${cancelled}`,
    `or ${same} ${cancelled}`,
  );
}
