import type { Millis } from '../model/activity/activity.js';

/** The visibility query for open executions, ANDed with the user's own filter. */
export function openQuery(filter: string | undefined): string {
  return and('ExecutionStatus="Running"', filter);
}

/** The visibility query for executions that closed at or after an instant, and before another one. */
export function closedQuery(since: Millis, before: Millis | undefined, filter: string | undefined): string {
  const closed = `ExecutionStatus!="Running" AND CloseTime >= "${new Date(since).toISOString()}"`;
  return and(before === undefined ? closed : `${closed} AND CloseTime < "${new Date(before).toISOString()}"`, filter);
}

function and(query: string, filter: string | undefined): string {
  return filter === undefined ? query : `${query} AND (${filter})`;
}
