import { expressionsFor } from '../expressions.js';

export const collectorExpressions = expressionsFor(['cluster', 'instance', 'namespace'], { isMerged: false });
export const notScraped = 'unknown: Prometheus scrapes no Deadbeat';
