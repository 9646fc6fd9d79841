import type { Report } from '../scan/report.js';

/** 0: no offenders, 1: offenders found, 3: Temporal unreachable or not everything looked at. */
export function exitCodeFor({ complete, activities }: Report): 0 | 1 | 3 {
  if (!complete) return 3;
  return activities.length > 0 ? 1 : 0;
}
