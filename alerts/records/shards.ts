import { by, indent, lines, on } from '../../promql/text.js';
import type { RecordingRule, RuleContext } from '../alert.js';
import { levels, recordName } from './levels.js';
import { downFor, metricName, observedRecord, placeRecord } from './sight.js';

const info = metricName('shardInfo');
const shardsRecord = recordName('shards', info, 'count');
/** How many collectors take the same shard of a namespace; they differ by their instance. */
const replicas = lines(
  'count by (cluster, namespace, shards, shard) (',
  `  ${observedRecord}{shards!=""}`,
  `  or ${on(...levels.target)} ${placeRecord}{shards!=""}`,
  ')',
);

export const shardRecords: readonly RecordingRule[] = [
  { record: shardsRecord, expression: lines(`count ${by(...levels.shards)} (`, indent(replicas), ')') },
];

/** Those of whose shards there are as many as the label says: a number becomes a label, so that both can be compared. */
const asManyAsDeclared = `count_values ${by(...levels.namespace)} ("shards", ${shardsRecord})`;

/** Namespaces that are split, and of which every part is there. */
export const completeShards = lines(`${shardsRecord}{shards!="1"}`, `and ${on(...levels.shards)} ${asManyAsDeclared}`);

const problem = (name: 'mismatched' | 'missing' | 'doubled', expression: string) =>
  lines(`label_replace(max by (cluster) (`, indent(expression), `), "problem", "${name}", "", "")`);

/** One answer for each cluster, the worst problem: two numbers of shards, a shard without a collector, one with more collectors than others. */
export const shardProblems = (context: RuleContext): string =>
  [
    problem('mismatched', `count ${by(...levels.namespace)} (${shardsRecord}) > 1`),
    problem('missing', lines(shardsRecord, `unless ${on(...levels.shards)} ${asManyAsDeclared}`)),
    problem(
      'doubled',
      lines(
        `max ${by(...levels.shards)} (`,
        indent(replicas),
        `) > ${on(...levels.shards)} min ${by(...levels.shards)} (`,
        indent(replicas),
        ')',
        // Where a replica is down, DeadbeatDown says so.
        `unless ${on('cluster')} (${downFor(context)})`,
      ),
    ),
  ].reduce((worse, next) => lines(worse, `or ${on('cluster')} ${next}`));
