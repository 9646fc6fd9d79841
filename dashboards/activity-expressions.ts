import { activityLabels } from '../collector/metrics/definitions.js';
import { expressionsFor } from './expressions.js';

/** For panels that the cluster, instance, namespace, task queue and type variables narrow. */
export const activityExpressions = expressionsFor(['cluster', 'instance', ...activityLabels], { isMerged: true });

const { raw } = activityExpressions;

/** Every collector sees the same workers: they must not be added. */
export const slots = (state?: 'used' | 'free') =>
  `max by (cluster, namespace, task_queue, state) (${raw('workerSlots', state && { state })})`;

/** Two collectors may compare at different moments: the least that either leaves is nearest the truth. */
export const unaccountedSlots = `min by (cluster, namespace, task_queue) (${raw('unaccountedSlots')})`;
