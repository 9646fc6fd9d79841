import { TemporalError } from '../errors.js';
import type { Millis } from '../model/activity/activity.js';
import type { Problems } from '../scan/problems.js';
import { withRetries } from '../scan/retry.js';

export type OldestFound = Readonly<{
  /** The window. */
  since: Millis;
  until: Millis;
  /** Start of the oldest execution that was found in it; undefined: none was. */
  oldest: Millis | undefined;
  /** Of all that the server has, whatever the filter. @throws TemporalError */
  hasStartedBefore: (instant: Millis) => Promise<boolean>;
}>;

/**
 * Whether the server has an execution that began before the oldest that was found, or before the window's end where none
 * was: a query or --until may have left it out. Undefined without an answer, which is a problem.
 */
export async function hasOlder(
  { since, until, oldest, hasStartedBefore }: OldestFound,
  problems: Problems,
): Promise<boolean | undefined> {
  if (oldest !== undefined && oldest < since) return true;
  try {
    return await withRetries(() => hasStartedBefore(oldest ?? until));
  } catch (error) {
    if (!(error instanceof TemporalError)) throw error;
    problems.add('whether there are older executions is not known', 1, error.message);
    return undefined;
  }
}
