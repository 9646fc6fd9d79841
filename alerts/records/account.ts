import { by, indent, lines } from '../../promql/text.js';
import type { RecordingRule, RuleContext } from '../alert.js';
import { inMs } from '../threshold-kinds.js';
import { levels, recordName } from './levels.js';
import { highest, metricName, placed, seen, summed, withTemporalNamespace } from './sight.js';

export const unreadableRecord = recordName('cause', metricName('unreadable'), 'keeps_failing');
export const unexaminedRecord = recordName('cause', metricName('unexamined'), 'increase');
export const clockOffsetRecord = recordName('namespace', metricName('clockOffset'), 'max_abs');

/** What makes the account less than complete. */
export function accountRecords(context: RuleContext): readonly RecordingRule[] {
  const { series, thresholds } = context;
  const { unreadable, unexamined } = thresholds;
  const failures = (offset: string) => `increase(${series('unreadable')}[${unreadable.window}]${offset})`;
  return [
    {
      record: unreadableRecord,
      expression: lines(
        `sum ${by(...levels.cause)} (`,
        indent(withTemporalNamespace(keepsFailing(failures, inMs(unreadable.window)))),
        ')',
      ),
    },
    {
      record: unexaminedRecord,
      expression: summed(levels.cause, placed(`increase(${series('unexamined')}[${unexamined.window}])`)),
    },
    {
      record: clockOffsetRecord,
      expression: highest(levels.namespace, lines('abs(', indent(seen(context, 'clockOffset')), ')')),
    },
  ];
}

/** Fails again and again: more often than that in each of three windows in a row. One or two single failures never do. */
export function keepsFailing(increase: (offset: string) => string, windowMs: number, moreThan = 0): string {
  const before = (times: number) => (times === 0 ? '' : ` offset ${(times * windowMs) / 1000}s`);
  return [0, 1, 2].map((times) => `${increase(before(times))} > ${moreThan}`).join('\nand ');
}
