import { by, indent, lines, on } from '../../promql/text.js';
import type { RecordingRule, RuleContext } from '../alert.js';
import { inMs } from '../threshold-kinds.js';
import { levels, recordName } from './levels.js';
import { highest, metricName, observedRecord, placed, seen, withTemporalNamespace } from './sight.js';

const { namespace, collector, phase } = levels;

/** 1 for a namespace of which every replica of a shard fails to list the executions. */
export const failingRecord = recordName('namespace', 'deadbeat_passes', 'failing');
export const observationAgeRecord = recordName('phase', metricName('observationOldest'), 'max');
/** How long it takes to describe everything that runs once, with the budget as it is set. */
export const cycleRecord = recordName('namespace', 'deadbeat_observation_cycle_seconds', 'max');
export const refusedRecord = recordName('namespace', metricName('temporalRequests'), 'refused_ratio');
export const reducedBudgetRecord = recordName('namespace', metricName('requestBudget'), 'reduced');

/** What Deadbeat's calls to Temporal achieve. */
export function callRecords(context: RuleContext): readonly RecordingRule[] {
  const { series, thresholds } = context;
  const { window, comparedOver } = thresholds.throttled;
  const perCollector = (expression: string) => lines(`sum ${by(...collector)} (`, indent(expression), ')');
  const calls = (selector: string) => perCollector(withTemporalNamespace(`rate(${selector}[${window}])`));
  const budget = series('requestBudget');
  const configured = `last_over_time(${series('requestBudgetConfigured')}[${thresholds.lostScrapes}])`;
  return [
    {
      record: failingRecord,
      expression: highest(
        namespace,
        lines(
          'min by (cluster, namespace, shard) (',
          indent(lines(placed(failing(context)), `or ${on(...collector)} 0 * ${observedRecord}`)),
          ')',
        ),
      ),
    },
    { record: observationAgeRecord, expression: highest(phase, seen(context, 'observationOldest')) },
    {
      record: cycleRecord,
      expression: highest(
        namespace,
        lines(
          perCollector(withTemporalNamespace(series('trackedExecutions', { phase: ['active', 'cancel_requested'] }))),
          `/ ${perCollector(withTemporalNamespace(series('requestBudgetConfigured', { kind: 'describe' })))}`,
        ),
      ),
    },
    {
      record: refusedRecord,
      // Of the collector that is refused most: the calls of other shards must not hide it.
      expression: highest(
        namespace,
        lines(
          calls(series('temporalRequests', { code: 'RESOURCE_EXHAUSTED' })),
          `/ ${calls(series('temporalRequests'))}`,
        ),
      ),
    },
    {
      // An answer that is too long has the same code, but slows nothing down.
      record: reducedBudgetRecord,
      expression: lines(
        `count ${by(...namespace)} (`,
        indent(
          withTemporalNamespace(
            lines(
              `min_over_time(${budget}[${window}]) < ${configured}`,
              `or min_over_time(${budget}[${window}]) < max_over_time(${budget}[${comparedOver}]) unless ${configured}`,
            ),
          ),
        ),
        ')',
      ),
    },
  ];
}

/**
 * 1 for a collector and namespace without a complete pass: where passes end, soon; where the first one after a start is
 * still under way, or one hangs, only when it takes longer than any pass may.
 */
function failing({ series, thresholds: { notObserving, lostScrapes } }: RuleContext): string {
  const { passesWithin, lastPass } = notObserving;
  const up = series('up');
  const last = series('lastCompletePass');
  // A lost scrape must not end what lasts for a quarter of an hour.
  const known = (selector: string) => `last_over_time(${selector}[${lostScrapes}])`;
  const lastKnown = known(last);
  const ended = `increase(${series('passSeconds').replace('{', '_count{')}[5m])`;
  const interval = known(series('passInterval'));
  const lag = known(series('discoveryLag'));
  const limit = inMs(lastPass) / 1000;
  const none = (window: string) => `1 - max_over_time(${up}[${window}]) > 0`;
  // With a slow --schedule a single failed pass is shown until the next one: two must have failed.
  const isEarly = `time() - ${lastKnown} <= 2 * ${interval}`;
  return lines(
    '(',
    `  ${none(passesWithin)} and (last_over_time(${last}[${passesWithin}]) or ${ended} > 0)`,
    `  or ${none(lastPass)} and last_over_time(${up}[${lostScrapes}] offset ${lastPass})`,
    `) unless ${isEarly}`,
    // A slow --schedule makes passes rare.
    `or (time() - ${lastKnown} > ${limit} + 2 * ${interval}) ^ 0`,
    // A collector that does not export the interval: the lag follows it, too, but grows while a pass hangs.
    `or (time() - ${lastKnown} > ${limit} + 2 * ${lag} unless ${interval}) ^ 0`,
    `or (time() - ${lastKnown} > ${limit} unless ${lag} unless ${interval}) ^ 0`,
  );
}
