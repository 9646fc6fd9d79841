import { activityLabels } from '../collector/metrics.js';
import { expressionsFor } from './expressions.js';

/** For panels that the namespace, task queue and type variables narrow. */
export const activityExpressions = expressionsFor(activityLabels);
