import type { Millis } from '../activity/activity.js';
import { becomesStaleAt } from '../activity/heartbeat.js';
import { type Limits, turningPoints } from '../activity/reason.js';
import { type Execution, phaseOf } from '../execution/execution.js';
import type { Wanted } from './jobs.js';
import type { Observed } from './observed.js';
import type { Pace } from './type-rates.js';

/** An execution that was found so soon after its start is described at once. */
const newWithinMs = 60_000;
const justAfterMs = 1;
/** Turning points further away than this are met by the descriptions that come anyway. */
const changesWithinMs = 60_000;
/** Until a retry that is further away, something else may start: it is not waited for. */
const retryWithinMs = 10 * 60_000;

/** The next description of an execution; undefined: never. One that has closed is described once more. */
export function descriptionWanted(execution: Execution, now: Millis, limits: Limits, pace?: Pace): Wanted | undefined {
  const { workflowType, describedAt } = execution;
  const phase = phaseOf(execution);
  switch (phase) {
    case 'closed':
      return undefined;
    case 'new':
      return execution.foundClosed ? closedWanted(execution) : { urgency: firstDescriptionOf(execution), workflowType };
    case 'cancel_requested':
    case 'active':
    case 'idle': {
      // However our clock was set meanwhile.
      const ageMs = Math.max(0, now - (describedAt ?? now));
      const change = nextChange(execution, limits);
      const withinMs = change === undefined ? undefined : Math.max(0, change - now);
      const retryAt = retryStartsAt(execution);
      return {
        ...(retryAt === undefined ? { urgency: phase } : { urgency: 'starting', startsInMs: retryAt - now }),
        ...{ workflowType, ageMs },
        ...(pace === undefined ? {} : { pace }),
        ...(withinMs === undefined || withinMs > changesWithinMs ? {} : { withinMs }),
      };
    }
  }
}

/** Where nothing runs and a retry is pending: when it starts. Where the workflow is to be cancelled, it may never do so. */
function retryStartsAt({
  activities,
  attempts,
  describedAt = 0,
  workflowCancelRequested,
}: Execution): Millis | undefined {
  if (attempts.size > 0 || workflowCancelRequested) return undefined;
  let first = Number.POSITIVE_INFINITY;
  for (const { nextAttemptAt = first } of activities) first = Math.min(first, nextAttemptAt);
  return first > describedAt && first - describedAt <= retryWithinMs ? first : undefined;
}

function firstDescriptionOf({ attempts, startedAt, discoveredAt }: Execution): Wanted['urgency'] {
  // What an earlier run left running may have been cancelled since.
  if (attempts.size > 0) return 'new';
  return startedAt === undefined || discoveredAt - startedAt < newWithinMs ? 'new' : 'unseen';
}

/** The first instant after the last description at which an attempt that stays as it is would be judged differently. */
function nextChange({ attempts, describedAt = 0 }: Execution, limits: Limits): Millis | undefined {
  let next = Number.POSITIVE_INFINITY;
  const consider = (instant: Millis | undefined) => {
    if (instant !== undefined && instant + justAfterMs > describedAt) next = Math.min(next, instant + justAfterMs);
  };
  for (const { activity, episode } of attempts.values())
    if (episode === undefined) consider(becomesStaleAt(activity, limits));
    else for (const instant of turningPoints(activity, episode, limits)) consider(instant);
  return Number.isFinite(next) ? next : undefined;
}

/** As if it had waited this long already, one that did not complete comes before those that did. */
const earlyHeadStartMs = 3_600_000;

function closedWanted({ closedEarly, workflowType }: Execution): Wanted {
  return closedEarly
    ? { urgency: 'closed_early', workflowType, ageMs: earlyHeadStartMs }
    : { urgency: 'closed', workflowType };
}

/** The request's time and the end of what was cancelled are urgent; the rest of history only completes the account. */
export function historyWanted(execution: Execution): Wanted {
  const { workflowType, ending, foundClosed } = execution;
  if (foundClosed) return closedWanted(execution);
  const isAwaited = ending.some(({ historyAsked }) => !historyAsked) || phaseOf(execution) === 'cancel_requested';
  return { urgency: isAwaited ? 'urgent_history' : 'history', workflowType };
}

/** What a description showed, for the scheduler to learn from; undefined where nothing was described. */
export function observedBy(before: Execution, after: Execution): Observed | undefined {
  const { describedAt } = after;
  if (describedAt === undefined || describedAt === before.describedAt || after.kind === 'activity') return undefined;
  const phase = phaseOf(before);
  const phaseNow = phaseOf(after);
  const retryAt = phase === 'idle' ? retryStartsAt(before) : undefined;
  const hasRetried = retryAt !== undefined && retryAt <= describedAt;
  const since = hasRetried ? retryAt : (before.describedAt ?? after.startedAt ?? describedAt);
  return {
    workflowType: after.workflowType,
    before: phase === 'new' || phase === 'closed' ? undefined : hasRetried ? 'active' : phase,
    after: phaseNow === 'active' || phaseNow === 'cancel_requested' ? phaseNow : 'idle',
    grownEvents: after.historyLength - before.historyLength,
    seconds: Math.max(0, describedAt - since) / 1000,
  };
}
