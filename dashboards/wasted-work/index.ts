import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { defaultThresholds } from '../../alerts/thresholds.js';
import { build, uids } from '../frame.js';
import { thresholdsOf } from '../thresholds.js';
import { activityVariables, type Defaults, readersVariables, topTypesVariable } from '../variables.js';
import * as firing from './firing.js';
import * as inRange from './in-range.js';
import * as now from './now.js';
import { offenders } from './offenders.js';
import * as overTime from './over-time.js';

export function wastedWork(defaults: Defaults): Dashboard {
  const { slotShare, wastedShare } = thresholdsOf(defaults.thresholds ?? defaultThresholds);
  return build({
    title: 'Deadbeat / Wasted work',
    uid: uids.wastedWork,
    description:
      'Activities that keep running after their cancellation was requested: how many, why, since when, and at what cost.',
    variables: [...activityVariables(defaults), topTypesVariable(), ...readersVariables(defaults, { isUsed: true })],
    rows: {
      Now: [
        now.runningAfterCancel,
        now.worstQueue(slotShare),
        inRange.costInRange,
        inRange.costPerMonth,
        now.complete,
        firing.alertsFiring,
        inRange.wastedByTeam,
        now.cannotStopByThemselves,
        now.oldest,
        inRange.exactAndEstimated,
        now.accepted,
        firing.alertCount,
      ],
      'Who, right now': [offenders],
      'Over time': [overTime.byReason, overTime.byType, overTime.share(wastedShare), overTime.timeToEnd],
      'In this time range, by type, namespace and queue': [inRange.wastedByType, inRange.wastedTable],
    },
  });
}
