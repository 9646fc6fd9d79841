import { type AnyLabel, type SeriesKey, series as table } from '../../promql/metrics.js';
import type { Matchers } from '../../promql/selector.js';
import { by, indent, lines, on } from '../../promql/text.js';
import type { RecordingRule, RuleContext } from '../alert.js';
import { inMs } from '../threshold-kinds.js';
import { levels, recordName } from './levels.js';

/** 1 for each target, with the shard that it takes; without a label `shard` where Deadbeat does not report it. */
export const placeRecord = recordName('target', 'deadbeat_shard_info', 'place');
/** 1 while a collector sees the namespace, 0 while it does not; with its shard. */
export const observedRecord = recordName('collector', 'deadbeat_up', 'observed');
/** 1 while any collector's last pass of the namespace was complete. */
export const upRecord = recordName('namespace', 'deadbeat_up', 'max');

/**
 * What the last scrape found, or the one before where a scrape was lost: Prometheus ends all series of a target then, and a
 * `for` would begin again.
 */
export function lastScraped<K extends SeriesKey>({ series, thresholds }: RuleContext, key: K, matchers?: Matchers<K>) {
  const selector = series(key, matchers);
  return lines(
    `${selector}`,
    `or last_over_time(${selector}[${thresholds.lostScrapes}]) and ${on(...levels.target)} ${series('scraped')} == 0`,
  );
}

/** Targets that have not answered for longer than a lost scrape takes: a single one must not change what waits to fire. */
export function downFor(context: RuleContext): string {
  return `${lastingTargets(context)} == 0`;
}

/** 1 for each target that has answered within the time of a lost scrape, 0 for one that has not. */
export function lastingTargets({ series, thresholds }: RuleContext): string {
  return `max_over_time(${series('scraped')}[${thresholds.lostScrapes}])`;
}

/** Without honor_labels, Prometheus gives `namespace` to the target and Temporal's becomes `exported_namespace`. */
export function withTemporalNamespace(expression: string): string {
  return lines('label_replace(', indent(expression), '  , "namespace", "$1", "exported_namespace", "(.+)"', ')');
}

/** A gauge where it was seen: of collectors that see the namespace now, each with its shard. */
export function seen<K extends SeriesKey>(context: RuleContext, key: K, matchers?: Matchers<K>): string {
  return lines(
    withTemporalNamespace(lastScraped(context, key, matchers)),
    `* ${on(...levels.collector)} group_left (shard) (${observedRecord} == 1)`,
  );
}

/** Anything of a collector, with its shard, whether it sees the namespace now or not. */
export function placed(expression: string): string {
  return lines(
    withTemporalNamespace(expression),
    `* ${on(...levels.collector)} group_left (shard) clamp_min(${observedRecord}, 1)`,
  );
}

/** Replicas of a shard see the same of each label set `of`: the highest stands. What is split over shards is added. */
export function summed(labels: readonly AnyLabel[], perCollector: string, of = labels): string {
  return lines(`sum ${by(...labels)} (`, indent(lines(`max ${by(...of, 'shard')} (`, indent(perCollector), ')')), ')');
}

export function highest(labels: readonly AnyLabel[], perCollector: string): string {
  return lines(`max ${by(...labels)} (`, indent(perCollector), ')');
}

export function lowest(labels: readonly AnyLabel[], perCollector: string): string {
  return lines(`min ${by(...labels)} (`, indent(perCollector), ')');
}

export function sightRecords(context: RuleContext): readonly RecordingRule[] {
  const { series, thresholds } = context;
  const target = by(...levels.target);
  const passAge = series('lastCompletePass');
  const evidence = (expression: string, name: string) =>
    lines('label_replace(', indent(expression), `  , "evidence", "${name}", "", ""`, ')');
  return [
    {
      record: placeRecord,
      expression: lines(
        `topk ${target} (1, max by (cluster, job, instance, shard, shards) (`,
        indent(lastScraped(context, 'shardInfo')),
        '))',
        `or ${on(...levels.target)} group ${target} (${series('scraped')} or ${series('up')})`,
      ),
    },
    {
      record: observedRecord,
      // A single failed pass does not count as unobserved: the one before was complete, as seen by this Prometheus or by its age.
      expression: lines(
        'max by (cluster, namespace, job, instance, shard, shards) (',
        indent(
          withTemporalNamespace(
            lines(
              evidence(lastScraped(context, 'up'), 'last'),
              `or ${evidence(`max_over_time(${series('up')}[${thresholds.observedWithin}])`, 'recent')}`,
              `or ${evidence(`timestamp(${passAge}) - ${passAge} < bool ${inMs(thresholds.observedWithin) / 1000}`, 'pass')}`,
            ),
          ),
        ),
        `  * ${on(...levels.target)} group_left (shard, shards) ${placeRecord}`,
        ')',
      ),
    },
    {
      record: upRecord,
      expression: highest(levels.namespace, withTemporalNamespace(lastScraped(context, 'up'))),
    },
  ];
}

/** Name of the metric in the names of what is recorded of it. */
export function metricName(key: SeriesKey): `deadbeat_${string}` {
  return table[key].name as `deadbeat_${string}`;
}
