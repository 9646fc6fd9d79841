import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { avoidableReasons } from '../../collector/findings/findings.js';
import { activityExpressions, perKind, slots } from '../activity-expressions.js';
import { label } from '../expressions.js';
import { stat } from '../panels.js';
import { type Threshold, thresholds } from '../thresholds.js';
import { yesOrNo } from '../words.js';

const { complete: everythingSeen, gauge, zero, orZero } = activityExpressions;
const cannotStop = { reason: avoidableReasons } as const;

export const runningAfterCancel = stat({
  id: 1,
  title: 'Running after their cancel request',
  description:
    'Activities that run although their cancellation was requested. Cancels take up to half a minute to arrive, so a few that come and go are fine; a number that stays is waste. The list below names the worst.',
  unit: units.Short,
  span: 5,
  height: 4,
  threshold: thresholds.runningAfterCancel,
  queries: [{ expr: orZero(`sum(${gauge('cancelRequested')})`) }],
});

export const cannotStopByThemselves = stat({
  id: 2,
  title: 'Will not stop by themselves',
  alerts: ['DeadbeatCancelCannotBeHeard', 'DeadbeatCancelIgnored', 'DeadbeatCancelUnheard', 'DeadbeatCancelSilent'],
  description:
    'Those of them that cannot receive the cancellation (no heartbeat), received it and continue, do not receive it in time, or are silent. 0 is good. Each runs until a timeout ends it: give its type a heartbeat timeout, and let its code send heartbeats and stop when it receives the cancellation.',
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
    'Age of the oldest cancellation request whose activity still runs. Under 40 s is a cancellation on its way (30 s to the next heartbeat, 10 s to stop); minutes mean that it will not arrive.',
  unit: units.Seconds,
  span: 4,
  height: 4,
  threshold: thresholds.oldestRequestSeconds,
  queries: [{ expr: orZero(`max(${gauge('cancelRequestedOldest')})`) }],
});

const perQueue = 'cluster, namespace, task_queue';
/** Never more than there are: an activity whose worker is gone counts as running, but holds no slot. */
const heldShare = `clamp_max(sum by (${perQueue}) (${gauge('cancelRequested')}) / on (${perQueue}) (sum by (${perQueue}) (${slots()}) and on (${perQueue}) ${slots('free')}), 1)`;

export const worstQueue = (threshold: Threshold) =>
  stat({
    id: 4,
    title: 'Worst task queue: slots held by waste',
    alerts: ['DeadbeatSlotsHeldByWaste'],
    description:
      'The task queue of whose activity slots (used and free, as its workers report them) cancelled activities hold the largest share, and its name. Near 0 is good; at 100 % no new activity of the queue starts: add workers first. Unknown while something is held and no worker of its queue reports slots.',
    unit: units.PercentUnit,
    span: 7,
    height: 4,
    threshold,
    queries: [
      {
        expr: `topk(1, ${heldShare}) or on() label_replace(${zero} unless on() sum(${gauge('cancelRequested')}) > 0, "task_queue", "none", "", "")`,
        legend: `${label('task_queue')} ${label('namespace')} ${label('cluster')}`,
      },
    ],
  }).textMode(BigValueTextMode.ValueAndName);

export const accepted = stat({
  id: 21,
  title: 'Of them accepted',
  description:
    'Activities running after their cancel request whose waste is accepted by --owners-file: they are counted in all figures, and do not fire. When the date has passed or they exceed what was accepted, they fire again.',
  unit: units.Short,
  span: 4,
  height: 4,
  queries: [
    {
      expr: orZero(
        `sum(sum by (${perKind}) (${gauge('cancelRequested')}) and on (${perKind}) min by (${perKind}) (${gauge('acceptedWaste')}) == 1)`,
      ),
    },
  ],
});

export const complete = stat({
  id: 6,
  title: 'Figures complete?',
  description:
    'Yes while every Deadbeat in view answers, no shard is missing and the last discovery pass of every namespace in view was complete. With no, figures are lower bounds. Unknown: no Deadbeat answers. Either way see Deadbeat / Collector.',
  unit: units.BoolYesNo,
  span: 4,
  height: 4,
  threshold: {},
  queries: [{ expr: everythingSeen }],
}).mappings([yesOrNo]);
