import * as units from '@grafana/grafana-foundation-sdk/units';
import { label } from '../expressions.js';
import { phaseWords } from '../palette.js';
import { lines } from '../panels.js';
import { thresholds } from '../thresholds.js';
import { seriesWords } from '../words.js';
import { collectorExpressions, notScraped } from './shared.js';

const { gauge, rate, quantile } = collectorExpressions;
const size = { span: 12, height: 8 } as const;

export const completeByNamespace = lines({
  ...size,
  id: 7,
  title: 'Complete passes, by namespace',
  alerts: [
    'DeadbeatNotObserving',
    'DeadbeatDown',
    'DeadbeatNamespaceVanished',
    'DeadbeatNamespaceDiscoveryFailed',
    'DeadbeatShardsInconsistent',
  ],
  description: '1 while the last pass of the namespace was complete, 0 while it was not. A flat line at 1 is good.',
  unit: units.Short,
  noValue: notScraped,
  queries: [
    { expr: `min by (cluster, namespace) (${gauge('up')})`, legend: `${label('namespace')} ${label('cluster')}` },
  ],
}).max(1);

export const duration = lines({
  ...size,
  id: 8,
  title: 'How long passes take, and how many are skipped',
  description:
    'Duration that 95 of 100 passes keep within, by namespace. Passes that are still running when the next is due make it be skipped: then choose a slower --schedule or a larger --visibility-requests-per-second.',
  unit: units.Seconds,
  noValue: notScraped,
  queries: [
    { expr: quantile(0.95, 'passSeconds', 'namespace'), legend: label('namespace') },
    {
      expr: `sum by (namespace) (${rate('passesSkipped')}) > 0`,
      legend: `skipped per second: ${label('namespace')}`,
    },
  ],
});

export const observationAge = lines({
  ...size,
  id: 9,
  title: 'Age of the oldest observation, by phase',
  alerts: ['DeadbeatObservationsOld'],
  description:
    'How fresh the picture is. Executions whose cancel was requested come first, idle ones last, so that an idle age of minutes is fine while that of the cancelled stays at seconds.',
  unit: units.Seconds,
  threshold: thresholds.observationAgeSeconds,
  noValue: notScraped,
  queries: [{ expr: `max by (phase) (${gauge('observationOldest')})`, legend: label('phase') }],
}).overrides(seriesWords(phaseWords));

export const tracked = lines({
  ...size,
  id: 10,
  title: 'Executions followed, by phase',
  description:
    'New ones wait to be described for the first time. Should new grow without end, the budget is too small for the cluster.',
  unit: units.Short,
  stacked: true,
  noValue: notScraped,
  queries: [{ expr: `sum by (phase) (${gauge('trackedExecutions')})`, legend: label('phase') }],
}).overrides(seriesWords(phaseWords));
