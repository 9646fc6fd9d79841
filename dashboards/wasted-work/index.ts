import { type Dashboard, VariableHide } from '@grafana/grafana-foundation-sdk/dashboard';
import { build, uids } from '../frame.js';
import {
  activityVariables,
  type Defaults,
  datasourceVariable,
  jobVariable,
  namespaceVariable,
  textVariable,
  topTypesVariable,
} from '../variables.js';
import * as inRange from './in-range.js';
import * as now from './now.js';
import { offenders } from './offenders.js';
import * as overTime from './over-time.js';

export function wastedWork(defaults: Defaults): Dashboard {
  return build({
    title: 'Deadbeat / Wasted work',
    uid: uids.wastedWork,
    description:
      'Activities that run on after their cancellation was requested: how many, why, since when, and at what cost.',
    variables: [
      datasourceVariable(defaults),
      jobVariable(defaults),
      namespaceVariable(),
      ...activityVariables(),
      topTypesVariable(),
      price,
      textVariable('currency', 'Currency', 'Of that price; only shown.', 'slot hours'),
      temporalUi,
      deadbeatUrl,
    ],
    rows: {
      Now: [now.runningAfterCancel, now.cannotStopByThemselves, now.oldest, now.slotShare, now.costNow, now.complete],
      'Over time': [overTime.byReason, overTime.byType, overTime.share, overTime.timeToEnd],
      'In this time range': [inRange.wastedTotal, inRange.wastedByType, inRange.wastedTable],
      'Who, right now': [offenders],
    },
  });
}

const price = textVariable(
  'price',
  'Price of a slot hour',
  'What one activity slot of a worker costs per hour: the price of the worker per hour divided by its slots. A plain number with a point, such as 0.012.',
  '1',
);

const temporalUi = textVariable(
  'temporal_ui',
  'Temporal UI',
  'Where the links to workflows lead; no slash at the end.',
  'http://localhost:8233',
).hide(VariableHide.InControlsMenu);

const deadbeatUrl = textVariable(
  'deadbeat_url',
  'Deadbeat',
  "Where the links to Deadbeat's own page lead; no slash at the end.",
  'http://localhost:9810',
).hide(VariableHide.InControlsMenu);
