import * as units from '@grafana/grafana-foundation-sdk/units';
import { runningStates } from '../../promql/vocabulary.js';
import { activityExpressions } from '../activity-expressions.js';
import { label } from '../expressions.js';
import { reasonWords } from '../palette.js';
import { heat, lines } from '../panels.js';
import type { Threshold } from '../thresholds.js';
import { seriesWords } from '../words.js';

const { rate, average, buckets, averageSum, orZero } = activityExpressions;
const running = { state: runningStates } as const;

const runningAverage = orZero(averageSum('activities', running));
/** Where nothing runs any more, waste that is found then is all of the time, and none is none. */
const almostNothing = 1e-9;

const size = { span: 12, height: 9, points: 60 } as const;

export const byReason = lines({
  id: 7,
  title: 'Activities running after their cancel request, by reason',
  alerts: [
    'DeadbeatCancelCannotBeHeard',
    'DeadbeatCancelIgnored',
    'DeadbeatCancelSilent',
    'DeadbeatCancelUnheard',
    'DeadbeatSlotsHeldByWaste',
  ],
  description:
    'Average number of activities that ran although their cancellation had been requested, by the reason why they still ran. What cannot receive the cancellation needs heartbeats; what received it and continues must react to it; what is silent hangs or has lost its worker. Waste found only in history is added when it is found.',
  unit: units.Short,
  ...size,
  stacked: true,
  queries: [
    {
      expr: orZero(average(`sum by (reason) (${rate('wastedSeconds', {}, ['reason'])})`), { reason: 'none' }),
      legend: label('reason'),
    },
  ],
}).overrides(seriesWords(reasonWords));

export const byType = lines({
  id: 8,
  title: 'Activities running after their cancel request, by activity type (top 10)',
  description:
    'The same, for the ten activity types that wasted most within the time range. The types on top are those whose code to fix first.',
  unit: units.Short,
  ...size,
  queries: [
    {
      expr: orZero(
        average(
          `sum by (activity_type) (${rate('wastedSeconds', { activity_type: { variable: 'top_types' } }, ['activity_type'])})`,
        ),
        {
          activity_type: 'none',
        },
      ),
      legend: label('activity_type'),
    },
  ],
});

export const share = (threshold: Threshold) =>
  lines({
    id: 9,
    title: 'Share of all activity time that was wasted',
    alerts: ['DeadbeatWasteBudgetBurn'],
    description:
      'Time that activities ran after their cancel request, divided by all time that activities ran. Below the first line, the budget, is good; above the second the budget of a month is gone in two days, and a critical alert fires. Waste that was not seen live counts where it was found, so the share is cut off at 100 %.',
    unit: units.PercentUnit,
    ...size,
    // Two metrics are averaged for each point.
    points: 20,
    threshold,
    queries: [
      {
        expr: orZero(
          `clamp_max(sum(${rate('wastedSeconds', {}, [])}) / clamp_min(${runningAverage}, ${almostNothing}), 1)`,
        ),
        legend: 'wasted share of activity time',
      },
    ],
  });

export const timeToEnd = heat({
  id: 10,
  title: 'From the cancel request to the end',
  description:
    'How long cancelled activities still ran, counted at their end. Bright low down is good: cancellations are received within seconds. Bright bands high up are start-to-close timeouts doing the work of a cancellation. The workflow type is not known here.',
  unit: units.Short,
  ...size,
  queries: [{ expr: orZero(`sum by (le) (${buckets('cancelToEnd')})`, { le: '1' }), legend: label('le') }],
}).interval('1m');
