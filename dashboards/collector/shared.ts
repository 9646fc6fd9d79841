import { expressionsFor } from '../expressions.js';

export const collectorExpressions = expressionsFor(['cluster', 'instance', 'namespace'], { isMerged: false });
/** Of the account, which replicas keep alike. */
export const accountExpressions = expressionsFor(['cluster', 'instance', 'namespace'], { isMerged: true });
export const notScraped = 'unknown: Prometheus scrapes no Deadbeat';
