import { inMs } from '../alerts/threshold-kinds.js';
import { defaultThresholds } from '../alerts/thresholds.js';
import { activityLabels } from '../collector/metrics/definitions.js';
import { expressionsFor } from './expressions.js';

/** For panels that the cluster, instance, namespace, task queue and type variables narrow. */
export const activityExpressions = expressionsFor(['cluster', 'instance', ...activityLabels], { isMerged: true });

/** What makes a kind of activity, over all clusters. */
export const perKind = ['cluster', ...activityLabels].join(', ');

const { raw, atMost, complete } = activityExpressions;

/** One team for each kind of activity, of those that have one. */
export const teams = `topk by (${perKind}) (1, max by (${perKind}, team) (${raw('ownerInfo')}))`;

/** The same series with the team that owns each; without an owners file, as they are. */
export const withTeam = (expression: string) =>
  `${expression} * on (${perKind}) group_left (team) (${teams} or on (${perKind}) group by (${perKind}) (${expression}))`;

/** Every collector sees the same workers: they must not be added. */
export const slots = (state?: 'used' | 'free') =>
  `max by (cluster, namespace, task_queue, state) (${raw('workerSlots', state && { state })})`;

const perQueue = '(cluster, namespace, task_queue)';
const { knownWithin, describedWithin } = defaultThresholds.slotsUnaccounted;
/** Reports are up to a minute old: of what each shard accounted for meanwhile, the most counts. */
const accounted = `sum by ${perQueue} (${atMost('accountedSlots', knownWithin)})`;
const isSharded = `count by (cluster) (${raw('shardInfo')}) unless on (cluster) count by (cluster) (${raw('shardInfo', { shards: '1' })})`;
/** What a shard has found but not described yet is missing from what it accounts for. */
const notDescribed = `max by (cluster, namespace) (${raw('observationOldest', { phase: ['new'] })}) > ${inMs(describedWithin) / 1000}`;
/**
 * Two collectors may compare at different moments: the least that either leaves is nearest the truth. With shards none of them
 * knows it: then it is what the workers use and no shard accounts for, while everything in view is seen.
 */
export const unaccountedSlots = `(min by ${perQueue} (${raw('unaccountedSlots')}) or on ${perQueue} clamp_min(sum by ${perQueue} (${slots('used')}) - on ${perQueue} ${accounted}, 0) and on (cluster) (${isSharded}) and on () (${complete} == 1) unless on (cluster, namespace) (${notDescribed}))`;
