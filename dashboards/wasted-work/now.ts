import * as units from '@grafana/grafana-foundation-sdk/units';
import { avoidableReasons } from '../../collector/findings/findings.js';
import { activityExpressions, slots } from '../activity-expressions.js';
import { stat } from '../panels.js';
import { type Threshold, thresholds } from '../thresholds.js';
import { yesOrNo } from '../words.js';
import { costs } from './costs.js';

const { complete: everythingSeen, gauge, zero, orZero } = activityExpressions;
const cannotStop = { reason: avoidableReasons } as const;

export const runningAfterCancel = stat({
  id: 1,
  title: 'Running after their cancel',
  description:
    'Activities that run although their cancellation was requested. Cancels take up to half a minute to arrive, so a few that come and go are fine; a number that stays is waste. The list below names the worst.',
  unit: units.Short,
  span: 4,
  height: 4,
  threshold: thresholds.runningAfterCancel,
  queries: [{ expr: orZero(`sum(${gauge('cancelRequested')})`) }],
});

export const cannotStopByThemselves = stat({
  id: 2,
  title: 'Will not stop by themselves',
  description:
    'Those of them that cannot receive the cancel (no heartbeat), heard it and go on, or have gone silent. 0 is good. Each runs until a timeout ends it: give its type a heartbeat timeout and let its code heartbeat and heed the cancel.',
  unit: units.Short,
  span: 4,
  height: 4,
  threshold: thresholds.cannotStop,
  queries: [{ expr: orZero(`sum(${gauge('cancelRequested', cannotStop)})`) }],
});

export const oldest = stat({
  id: 3,
  title: 'Oldest open request',
  description:
    'Age of the oldest cancellation request whose activity still runs. Under 40 s is a cancel on its way (30 s to the next heartbeat, 10 s to stop); minutes mean that it will not arrive.',
  unit: units.Seconds,
  span: 4,
  height: 4,
  threshold: thresholds.oldestRequestSeconds,
  queries: [{ expr: orZero(`max(${gauge('cancelRequestedOldest')})`) }],
});

export const slotShare = (threshold: Threshold) =>
  stat({
    id: 4,
    title: 'Worker slots they hold',
    description:
      'Share of all activity slots (used and free, as the workers report them) that unwanted activities hold. Near 0 is good; the more, the longer wanted work waits behind unwanted. An activity whose worker is gone counts too, though it holds no slot any more: DeadbeatSlotsHeldByWaste leaves those out. Unknown while something is held and no worker reports its slots.',
    unit: units.PercentUnit,
    span: 4,
    height: 4,
    threshold,
    queries: [
      {
        expr: `(sum(${gauge('cancelRequested')}) / sum(${slots()})) or on() (${zero} unless on() sum(${gauge('cancelRequested')}) > 0)`,
      },
    ],
  });

export const costNow = stat({
  id: 5,
  title: 'Cost per hour, in $currency',
  description: `What goes on costing while it goes on like this: activities running after their cancel times the price of a slot hour. ${costs}`,
  unit: units.Short,
  span: 4,
  height: 4,
  queries: [{ expr: orZero(`sum(${gauge('cancelRequested')}) * $price`) }],
});

export const complete = stat({
  id: 6,
  title: 'Figures complete?',
  description:
    'Yes while every Deadbeat in view answers and the last discovery pass of every namespace in view was complete. With no, figures are lower bounds: something may run unseen. Unknown: no Deadbeat answers. Either way look at Deadbeat / Collector.',
  unit: units.BoolYesNo,
  span: 4,
  height: 4,
  threshold: {},
  queries: [{ expr: everythingSeen }],
}).mappings([yesOrNo]);
