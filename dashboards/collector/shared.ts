import { expressionsFor } from '../expressions.js';

export const collectorExpressions = expressionsFor(['instance', 'namespace']);
export const notScraped = 'unknown: Prometheus scrapes no Deadbeat';
