import {
  longRangeRecord,
  type RecordedKey,
  recordedMarker,
  recordedSamples,
  samplesLabel,
  recordedEvery as window,
} from '../promql/long-ranges.js';
import { type Select, selectorsOf } from '../promql/selector.js';
import { by, indent, lines, on } from '../promql/text.js';
import { runningStates } from '../promql/vocabulary.js';
import type { RecordingRule, RuleGroup } from './alert.js';
import { levels } from './records/levels.js';
import { defaultJob } from './rules.js';

/** A collector that was not scraped for up to this long loses nothing of what it counted meanwhile. */
const remembered = '1h';
const labels = () => ({ [samplesLabel]: recordedSamples });

/** Optional: for dashboards that show half a day or more. */
export function longRangeGroup(job = defaultJob): RuleGroup {
  const series = selectorsOf(job);
  return {
    name: 'deadbeat.long_ranges',
    interval: window,
    records: [
      { record: recordedMarker, expression: `group ${by('cluster', 'job')} (${series('scraped')})`, labels: labels() },
      counted('wastedSeconds', series('wastedSeconds')),
      counted('lostSeconds', series('lostSeconds')),
      counted('orphanedExposure', series('orphanedExposure')),
      counted('cancelToEnd', series('cancelToEnd').replace('{', '_bucket{')),
      averaged(series),
    ],
    alerts: [],
  };
}

/**
 * By how much a counter has grown since the evaluation before. Added up, these are exact: what a counter gains between two
 * scrapes is in one of them, which an `increase` over each window would miss at its edges.
 */
function counted(key: RecordedKey, selector: string): RecordingRule {
  const now = `last_over_time(${selector}[${window}])`;
  const before = `last_over_time(${selector}[${remembered}] offset ${window})`;
  return {
    record: longRangeRecord(key),
    labels: labels(),
    expression: lines(
      `${now} - ${before} >= 0`,
      // It began again at 0.
      `or ${now} and ${before}`,
      // It is new: what it had counted before the first scrape is not of this time.
      `or ${now} - min_over_time(${selector}[${window}])`,
    ),
  };
}

/** The average of what ran, a scrape without the series counting as 0. */
function averaged(series: Select): RecordingRule {
  return {
    record: longRangeRecord('activities'),
    labels: labels(),
    expression: lines(
      `sum_over_time(${series('activities', { state: runningStates })}[${window}])`,
      `/ ${on(...levels.target)} group_left () max ${by(...levels.target)} (`,
      indent(`count_over_time(${series('up')}[${window}])`),
      ')',
    ),
  };
}
