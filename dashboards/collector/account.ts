import * as units from '@grafana/grafana-foundation-sdk/units';
import { label } from '../expressions.js';
import { lines, stat } from '../panels.js';
import { thresholds } from '../thresholds.js';
import { accountExpressions as account, collectorExpressions } from './shared.js';

const { gauge, rate, average, total, known, orZero } = collectorExpressions;
const size = { span: 12, height: 8 } as const;

export const late = lines({
  ...size,
  id: 15,
  title: 'Waste seen live, and waste found in history',
  description:
    'Average activities running after their cancel request: all that was counted, and the part of it that no observation showed live. A small late part is good. The account is complete either way, but an alert can only fire for what is seen live.',
  unit: units.Short,
  points: 120,
  queries: [
    { expr: orZero(average(`sum(${account.rate('wastedSeconds', {}, [])})`)), legend: 'all' },
    { expr: orZero(average(`sum(${account.rate('lateSeconds', {}, [])})`)), legend: 'found only afterwards' },
  ],
});

export const lateShare = stat({
  id: 24,
  title: 'Share of waste that was not seen live',
  description:
    'Of the seconds wasted in this time range, the share that was found only afterwards, in history. Close to 0 is good: no alert can fire for what is not seen live. A larger --requests-per-second, or more shards, lowers it; docs/performance.md says by how much.',
  unit: units.PercentUnit,
  span: 6,
  height: 4,
  threshold: thresholds.lateShare,
  noValue: 'unknown: nothing was wasted, or not everything is seen',
  queries: [
    { expr: known(`sum(${account.total('lateSeconds', [])}) / (sum(${account.total('wastedSeconds', [])}) > 0)`) },
  ],
});

export const holes = lines({
  ...size,
  id: 16,
  title: 'What could not be read or was not examined, by cause',
  alerts: ['DeadbeatUnreadable', 'DeadbeatExecutionsUnexamined'],
  description:
    'None is good: each makes the exact totals incomplete, and is named by its cause. Causes budget and too_long need a larger budget; retention, a shorter time between observations.',
  unit: units.CountsPerSecond,
  queries: [
    {
      expr: orZero(`sum by (cause) (${rate('unreadable')}) > 0`, { cause: 'none' }),
      legend: `unreadable: ${label('cause')}`,
    },
    {
      expr: orZero(`sum by (cause) (${rate('unexamined')}) > 0`, { cause: 'none' }),
      legend: `unexamined: ${label('cause')}`,
    },
  ],
});

export const folded = stat({
  id: 17,
  title: 'Label sets folded together',
  alerts: ['DeadbeatLabelSetsFolded'],
  description:
    'Label sets beyond --max-label-sets, merged into one whose types read __other__: sums stay right, names are lost. 0 is good; otherwise raise the limit, or find the type name that contains an ID.',
  unit: units.Short,
  span: 6,
  height: 4,
  threshold: thresholds.worthAttention,
  queries: [{ expr: known(`sum(${gauge('foldedLabelSets')})`) }],
});

export const clock = stat({
  id: 18,
  title: "This clock against the server's",
  alerts: ['DeadbeatClockOffset'],
  description:
    'Bound on how far the clock here is ahead (+) or behind (−) the server, as far as anything proves a difference. Near 0 is good; ages are corrected by it.',
  unit: units.Seconds,
  span: 6,
  height: 4,
  threshold: thresholds.clockOffsetSeconds,
  queries: [{ expr: known(`max(abs(${gauge('clockOffset')}))`) }],
});

export const stateFile = stat({
  id: 19,
  title: 'Failed writes of the state file',
  alerts: ['DeadbeatStateNotSaved'],
  description:
    'In this time range. 0 is good: while the state cannot be saved, the counters of the account do not change. Check that the disk has room and may be written.',
  unit: units.Short,
  span: 6,
  height: 4,
  threshold: thresholds.anyIsBad,
  queries: [{ expr: known(`sum(${total('stateFileErrors')})`) }],
});
