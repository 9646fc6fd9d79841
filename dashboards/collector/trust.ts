import * as units from '@grafana/grafana-foundation-sdk/units';
import { stat } from '../panels.js';
import { thresholds } from '../thresholds.js';
import { yesOrNo } from '../words.js';
import { collectorExpressions, notScraped } from './shared.js';

const { gauge, total, orZero, complete: everythingSeen } = collectorExpressions;
const size = { span: 4, height: 4 } as const;

export const answers = stat({
  ...size,
  id: 1,
  title: 'Deadbeat answers?',
  alerts: ['DeadbeatDown', 'DeadbeatScrapeMisconfigured', 'DeadbeatRecordingRulesMissing'],
  description:
    'Yes while Prometheus can scrape every Deadbeat in view. With no, see whether its process runs and its port can be reached.',
  unit: units.BoolYesNo,
  threshold: {},
  noValue: notScraped,
  queries: [{ expr: `min(${gauge('scraped')})` }],
}).mappings([yesOrNo]);

export const complete = stat({
  ...size,
  id: 2,
  title: 'Sees everything?',
  alerts: [
    'DeadbeatNotObserving',
    'DeadbeatNamespaceVanished',
    'DeadbeatNamespaceDiscoveryFailed',
    'DeadbeatShardsInconsistent',
  ],
  description:
    'Yes while every Deadbeat in view answers, no shard is missing and the last discovery pass of every namespace was complete. With no, figures are lower bounds; /api/status shows the last error of each namespace.',
  unit: units.BoolYesNo,
  threshold: {},
  noValue: notScraped,
  queries: [{ expr: everythingSeen }],
}).mappings([yesOrNo]);

export const passAge = stat({
  ...size,
  id: 3,
  title: 'Last complete pass',
  description:
    'How long ago, for the namespace that has waited longest. Passes start every 10 s unless --schedule says otherwise; several missed ones mean that Temporal does not answer, or not in time.',
  unit: units.Seconds,
  threshold: thresholds.passAgeSeconds,
  noValue: 'unknown: no pass was complete yet',
  queries: [{ expr: `max(time() - ${gauge('lastCompletePass')})` }],
});

export const observationAge = stat({
  ...size,
  id: 4,
  title: 'Oldest observation',
  description:
    'How long ago the least recently seen execution with running or cancelled activities was described. Past 60 s its ages stop growing. If it stays high, raise --requests-per-second or split the work with --shard.',
  unit: units.Seconds,
  threshold: thresholds.observationAgeSeconds,
  queries: [{ expr: orZero(`max(${gauge('observationOldest', { phase: ['active', 'cancel_requested'] })})`) }],
});

export const unreadable = stat({
  ...size,
  id: 5,
  title: 'Could not be read',
  description:
    'Executions or fields in this time range that Deadbeat could not read; by cause further down. 0 is good. They are counted rather than guessed at.',
  unit: units.Short,
  threshold: thresholds.anyIsBad,
  queries: [{ expr: orZero(`sum(${total('unreadable')})`) }],
});

export const unexamined = stat({
  ...size,
  id: 6,
  title: 'Never examined',
  description:
    'Executions in this time range whose history since the last description was not read, so that the exact totals are incomplete. 0 is good; for cause budget raise --requests-per-second.',
  unit: units.Short,
  threshold: thresholds.anyIsBad,
  queries: [{ expr: orZero(`sum(${total('unexamined')})`) }],
});
