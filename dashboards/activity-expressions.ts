import { activityLabels, metrics } from '../collector/metrics.js';
import { expressionsFor } from './expressions.js';

/** For panels that the namespace, task queue and type variables narrow. */
export const activityExpressions = expressionsFor(activityLabels);

const { gauge } = activityExpressions;

/** Every shard of a job reports all slots: they must not be summed. */
export const slots = (state?: 'used' | 'free') =>
  `max by (job, namespace, task_queue, state) (${gauge(metrics.workerSlots, state && { state: `="${state}"` })})`;

/** Each shard takes what it knows to run off the same used slots: the least that any of them leaves is nearest the truth. */
export const unaccountedSlots = `min by (job, namespace, task_queue) (${gauge(metrics.unaccountedSlots)})`;
