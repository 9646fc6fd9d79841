import { activityLabels } from '../collector/metrics/definitions.js';
import { expressionsFor } from './expressions.js';

/** For panels that the namespace, task queue and type variables narrow. */
export const activityExpressions = expressionsFor(activityLabels);

const { gauge } = activityExpressions;

/** Two collectors of a job (not shards: only the first of those shows slots) show the same slots: they must not be summed. */
export const slots = (state?: 'used' | 'free') =>
  `max by (job, namespace, task_queue, state) (${gauge('workerSlots', state && { state })})`;

/** Two collectors may look at different moments: the least that either leaves is nearest the truth. */
export const unaccountedSlots = `min by (job, namespace, task_queue) (${gauge('unaccountedSlots')})`;
