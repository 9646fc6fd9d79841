import type * as cog from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import {
  longRangeSeconds,
  recordedEverySeconds,
  recordedMarker,
  recordedSamples,
  samplesLabel,
} from '../promql/long-ranges.js';
import { named, selector } from '../promql/selector.js';
import { datasource } from './panels.js';

/** As a regular expression, also what has no such label. */
const scrapedSamples = 'scraped|';

/** Of the records that would be there if the rules had been evaluated all the time, so many must be. */
const leastRecorded = 0.99;

/**
 * Out of sight: whether panels read what is scraped or what is recorded of it for long ranges. The records are read where the
 * range is long and those of every cluster and job in view are there for all of it.
 */
export function samplesVariable(): cog.Builder<dashboard.VariableModel> {
  const place = { job: { variable: 'job' }, cluster: { variable: 'cluster' } } as const;
  const enough = `(count_over_time(${named(recordedMarker, place)}[$__range]) >= ${leastRecorded} * $__range_s / ${recordedEverySeconds})`;
  const watched = `group by (cluster, job) (last_over_time(${selector('up', place)}[$__range]))`;
  const isLong = `vector($__range_s) >= ${longRangeSeconds}`;
  const labelled = (expression: string, value: string) =>
    `label_replace(${expression}, "${samplesLabel}", "${value}", "", "")`;
  const recorded = `group(${enough}) and on () (${isLong}) unless on () (${watched} unless on (cluster, job) ${enough})`;
  const query = `query_result(${labelled(recorded, recordedSamples)} or on () ${labelled('vector(1)', scrapedSamples)})`;
  const variable = new dashboard.QueryVariableBuilder(samplesLabel)
    .label('Samples')
    .datasource(datasource)
    .query(query)
    .definition(query)
    .regex(`/${samplesLabel}="(.*)"} /`)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .hide(dashboard.VariableHide.HideVariable)
    .current({ selected: true, text: scrapedSamples, value: scrapedSamples });
  // A link may be opened for another time range.
  return { build: () => ({ ...variable.build(), skipUrlSync: true }) };
}
