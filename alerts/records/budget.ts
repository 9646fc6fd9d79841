import { avoidableReasons } from '../../collector/findings/findings.js';
import { recorded } from '../../promql/selector.js';
import { by, lines, on } from '../../promql/text.js';
import { runningStates } from '../../promql/vocabulary.js';
import type { RecordingRule, RuleContext } from '../alert.js';
import { type Duration, inMs } from '../threshold-kinds.js';
import { cancelRequestedRecord } from './activities.js';
import { acceptedRecord, levels, recordName } from './levels.js';
import { metricName, placed, summed } from './sight.js';

const { queue } = levels;

const runningRecord = recordName('queue', 'deadbeat_running_activities', 'sum');
const avoidableRecord = recordName('queue', 'deadbeat_avoidable_activities', 'sum');

function wastedRecord({ thresholds }: RuleContext): string {
  const metric = metricName('wastedSeconds').replace(/^deadbeat_(.+)_total$/, 'deadbeat_avoidable_$1');
  return recordName('queue', metric as `deadbeat_${string}`, `rate${thresholds.wasteBudgetBurn.rateWindow}`);
}

/** Seconds per second over the whole window: what was not there yet, or not evaluated, counts as no waste. */
export function wastedMeanRecord(context: RuleContext, window: Duration): string {
  return `${wastedRecord(context)}_avg${window}`;
}

/** Of a queue that is younger than the window it is too low, as if the queue had been as busy all the time and wasted nothing. */
export function shareRecord(window: Duration): string {
  return recordName('queue', 'deadbeat_avoidable_waste', `ratio_avg${window}`);
}

/** The same of what was seen to run, so that waste found afterwards has no part in it. */
export function liveShareRecord(window: Duration): string {
  return recordName('queue', 'deadbeat_avoidable_waste', `live_ratio_avg${window}`);
}

/** Activities that were seen to run for nothing, over the whole window: a time that was not evaluated counts as none. */
export function liveMeanRecord(window: Duration): string {
  return `${avoidableRecord}_avg${window}`;
}

export function budgetRecords(context: RuleContext): readonly RecordingRule[] {
  const { series, thresholds } = context;
  const { page, ticket, rateWindow, evaluationInterval } = thresholds.wasteBudgetBurn;
  const wasted = wastedRecord(context);
  const evaluations = (window: Duration) => inMs(window) / inMs(evaluationInterval);
  const mean = (record: string, window: Duration) =>
    lines(
      `avg_over_time(${record}[${window}])`,
      `  * clamp_max(count_over_time(${record}[${window}]) / ${evaluations(window)}, 1)`,
    );
  const windows = new Set([
    page.fast.long,
    page.slow.long,
    ...[ticket.fast, ticket.slow].flatMap(({ long, short }) => [short, long]),
  ]);
  return [
    {
      // The counter is there from the first running activity on, so that a queue without any counts as 0, not as unknown.
      record: runningRecord,
      expression: lines(
        summed(queue, placed(series('activities', { state: runningStates })), [...levels.activity, 'state']),
        `or ${summed(queue, placed(series('wastedSeconds')), levels.reason)} * 0`,
      ),
    },
    {
      record: avoidableRecord,
      expression: lines(
        `sum ${by(...queue)} (`,
        `  ${recorded(cancelRequestedRecord, 'cancelRequested', { reason: avoidableReasons })}`,
        `  unless ${on(...levels.activity)} ${acceptedRecord} == 1`,
        ')',
        `or ${runningRecord} * 0`,
      ),
    },
    {
      // Seconds per second: the average number of activities that ran for nothing.
      record: wasted,
      expression: summed(
        queue,
        lines(
          placed(`rate(${series('wastedSeconds', { reason: avoidableReasons })}[${rateWindow}])`),
          `unless ${on(...levels.activity)} ${acceptedRecord} == 1`,
        ),
        levels.reason,
      ),
    },
    ...[...windows].flatMap((window) => [
      {
        record: wastedMeanRecord(context, window),
        expression: mean(wasted, window),
      },
      {
        record: shareRecord(window),
        expression: `clamp_max(${wastedMeanRecord(context, window)} / avg_over_time(${runningRecord}[${window}]), 1)`,
      },
    ]),
    ...[...new Set([page.fast.short, page.slow.short])].map((window) => ({
      record: liveShareRecord(window),
      expression: `clamp_max(avg_over_time(${avoidableRecord}[${window}]) / avg_over_time(${runningRecord}[${window}]), 1)`,
    })),
    ...[...new Set([page.fast, page.slow].flatMap(({ long, short }) => [long, short]))].map((window) => ({
      record: liveMeanRecord(window),
      expression: mean(avoidableRecord, window),
    })),
  ];
}
