import { avoidableReasons } from '../collector/findings/findings.js';
import { activityLabels, metrics } from '../collector/metrics/definitions.js';
import { by, indent, lines, on, recordName } from '../promql/text.js';
import { runningStates } from '../promql/vocabulary.js';
import type { RecordingRule, RuleContext } from './alert.js';
import { type Duration, inMs } from './threshold-kinds.js';

const queue = ['namespace', 'task_queue'] as const;
const collector = ['namespace', 'job', 'instance'] as const;

/** 1 where a collector has completed a pass of the namespace lately. */
export function observedRecord({ thresholds: { observedWithin } }: RuleContext): string {
  return recordName(collector, metrics.up.name, `max_over_time${observedWithin}`);
}

/**
 * `selector` without what was last confirmed before the collector lost sight: gauges outlive a failed pass. A single failed
 * pass is overlooked, unless an alert could fire within that time.
 */
export function observed(context: RuleContext, selector: string, lasting?: Duration): string {
  const up = firesWithinSight(context, lasting) ? context.series('up') : observedRecord(context);
  return lines(selector, `and ${on(...collector)} ${up} == 1`);
}

/** An alert that waits no longer than a pass may be missing. */
export function firesWithinSight({ thresholds: { observedWithin } }: RuleContext, lasting?: Duration): boolean {
  return lasting !== undefined && inMs(lasting) <= inMs(observedWithin);
}

/** Where a comparison leaves the number unknown for a moment, the one before stands. */
export function knownUnaccountedSlots({ series, thresholds: { slotsUnaccounted } }: RuleContext): string {
  return `last_over_time(${series('unaccountedSlots')}[${slotsUnaccounted.knownWithin}])`;
}

export const unwantedSlotsRecord = recordName(queue, 'deadbeat_unwanted_slots', 'sum');

export function activityRecords(context: RuleContext): readonly RecordingRule[] {
  const { series, thresholds } = context;
  const used = `sum ${by(...queue)} (max ${by(...queue, 'state')} (${series('workerSlots', { state: 'used' })}))`;
  // Which of a kind's lost ones are cancelled is not told: all count as if they were, so that this is a lower bound.
  const cancelled = lines(
    `sum ${by(...queue)} (clamp_min(`,
    indent(
      lines(
        `sum ${by(...activityLabels)} (`,
        indent(observed(context, `(${series('cancelRequested')} or -${series('lost')})`)),
        '),',
      ),
    ),
    '  0',
    '))',
  );
  const held = lines(
    `sum ${by(...queue)} (`,
    // A label of its own keeps `or` from taking one for the other.
    indent(lines('label_replace(', indent(cancelled), '  , "of", "cancelled", "", ""', ')')),
    `  or min ${by(...queue)} (`,
    indent(indent(observed(context, knownUnaccountedSlots(context)))),
    '  )',
    ')',
  );
  return [
    {
      record: observedRecord(context),
      expression: `max ${by(...collector)} (max_over_time(${series('up')}[${thresholds.observedWithin}]))`,
    },
    {
      // Never more than are in use: an activity whose worker is gone is counted as running, but holds no slot.
      record: unwantedSlotsRecord,
      expression: lines(`(`, indent(held), `) < ${used}`, `or ${used}`, `  and ${on(...queue)}`, indent(held)),
    },
  ];
}

export const runningRecord = recordName(queue, 'deadbeat_running_activities', 'sum');

export function wastedRecord({ thresholds }: RuleContext): string {
  const metric = metrics.wastedSeconds.name.replace(/^deadbeat_(.+)_total$/, 'deadbeat_avoidable_$1');
  return recordName(queue, metric, `rate${thresholds.wasteBudgetBurn.rateWindow}`);
}

/** Seconds per second over the whole window: what was not there yet, or not evaluated, counts as no waste. */
export function wastedMeanRecord(context: RuleContext, window: Duration): string {
  return `${wastedRecord(context)}_avg${window}`;
}

/** Of a queue that is younger than the window it is too low, as if the queue had been as busy all the time and wasted nothing. */
export function shareRecord(window: Duration): string {
  return recordName(queue, 'deadbeat_avoidable_waste', `ratio_avg${window}`);
}

export function budgetRecords(context: RuleContext): readonly RecordingRule[] {
  const { series, thresholds } = context;
  const { page, ticket, rateWindow, evaluationInterval } = thresholds.wasteBudgetBurn;
  const wasted = wastedRecord(context);
  const evaluations = (window: Duration) => inMs(window) / inMs(evaluationInterval);
  const windows = new Set(
    [page, ticket].flatMap(({ fast, slow }) => [fast, slow]).flatMap(({ long, short }) => [short, long]),
  );
  return [
    {
      // The counter is there from the first running activity on, so that a queue without any counts as 0, not as unknown.
      record: runningRecord,
      expression: lines(
        `sum ${by(...queue)} (${series('activities', { state: runningStates })})`,
        `or sum ${by(...queue)} (${series('wastedSeconds')}) * 0`,
      ),
    },
    {
      // Seconds per second: the average number of activities that ran for nothing.
      record: wasted,
      expression: `sum ${by(...queue)} (rate(${series('wastedSeconds', { reason: avoidableReasons })}[${rateWindow}]))`,
    },
    ...[...windows].flatMap((window) => [
      {
        record: wastedMeanRecord(context, window),
        expression: lines(
          `avg_over_time(${wasted}[${window}])`,
          `  * clamp_max(count_over_time(${wasted}[${window}]) / ${evaluations(window)}, 1)`,
        ),
      },
      {
        record: shareRecord(window),
        expression: `clamp_max(${wastedMeanRecord(context, window)} / avg_over_time(${runningRecord}[${window}]), 1)`,
      },
    ]),
  ];
}
