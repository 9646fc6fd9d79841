import type { Millis } from '../model/activity/activity.js';
import { overdueShareOfTimeout } from '../model/activity/heartbeat.js';
import type { Reason } from '../model/activity/reason.js';
import { formatDuration } from '../settings/parsers.js';
import type { Row } from './row.js';

/** What can be wrong with an activity: why a cancelled one still runs, or what else is amiss. */
export type Finding = Reason | 'orphaned' | 'suspect' | 'lost' | 'stalled' | 'stale';

/** What is wrong with an activity; more than one thing may be. */
export function findingsOf({ reason, orphaned, suspect, lost, stalled, stale }: Row): Finding[] {
  const findings: Finding[] = reason === null ? [] : [reason];
  if (orphaned) findings.push('orphaned');
  if (suspect) findings.push('suspect');
  if (lost) findings.push('lost');
  if (stalled) findings.push('stalled');
  // A silent one is stale by the same measure.
  if (stale && reason !== 'silent') findings.push('stale');
  return findings;
}

type Words = Readonly<{
  /** Two or three words. */
  title: string;
  /** Why it is so, as a sentence about "it". */
  why: string;
  /** What somebody can change, as instructions. */
  advice: string;
}>;

const sdkPace = 'SDKs send a heartbeat each 0.8 × the heartbeat timeout, or each 30s without one';

/** What is said about each finding, on the page and by the scan. */
export const wordsFor: Readonly<Record<Finding, Words>> = {
  no_heartbeat: {
    title: 'cannot hear the cancel',
    why: 'It has no heartbeat timeout and has sent no heartbeat, so nothing can tell it before it ends by itself.',
    advice:
      'Give the activity a heartbeat timeout where the workflow schedules it (30s, say), call heartbeat in its loop more often than that, and let it stop when the SDK reports the cancellation.',
  },
  awaiting_heartbeat: {
    title: 'not told yet',
    why: 'The answer to its next heartbeat will tell it.',
    advice: `There is nothing to do yet. Where this takes too long, shorten the heartbeat timeout: ${sdkPace}, and only the answer to one brings the cancellation.`,
  },
  stopping: {
    title: 'told, stopping',
    why: 'It has heartbeated since the request, so it has been told; it may be cleaning up.',
    advice: 'There is nothing to do yet. Where cleaning up rightly takes longer, raise --cancel-grace.',
  },
  ignoring_cancel: {
    title: 'ignores the cancel',
    why: 'It has heartbeated since the request, so it has been told, and goes on all the same.',
    advice:
      'Let the cancellation end the work: do not swallow the error it arrives as (CancelledFailure in TypeScript, CancelledError in Python, ActivityCanceledException in Java; ctx.Done() in Go), and pass its signal or context on to whatever the activity waits for.',
  },
  silent: {
    title: 'not told, gone silent',
    why: 'It has not heartbeated since the request, and for longer than a healthy activity would take.',
    advice:
      'See whether its worker still lives. If it does, something keeps the heartbeat from being sent: a blocked thread or event loop, or a step longer than the heartbeat timeout.',
  },
  orphaned: {
    title: 'left behind',
    why: 'Its workflow has closed. Temporal no longer looks after it, so nobody knows whether the code still runs.',
    advice:
      'Let the workflow wait for its activities when it ends (cancellation type WAIT_CANCELLATION_COMPLETED), and cancel workflows instead of terminating them. An activity that heartbeats notices a closed workflow at its next heartbeat.',
  },
  suspect: {
    title: 'probably still running',
    why: 'Temporal has given up on it, but the slots that its worker reports say that such code still runs.',
    advice:
      'Let the activity heartbeat and stop when it is told, or bound its own work by the same timeouts: ending the attempt on the server does not stop the code. Restarting the worker frees the slot.',
  },
  lost: {
    title: 'worker gone',
    why: 'Its worker has stopped reporting, and the workflow waits until a timeout ends the attempt.',
    advice:
      'Give the activity a heartbeat timeout: without one, the workflow waits for the whole start-to-close timeout. See why the worker went away.',
  },
  stalled: {
    title: 'makes no progress',
    why: 'It heartbeats, but what it reports with the heartbeats has long been the same.',
    advice: 'See what it waits for: the code lives, but its work stands still.',
  },
  stale: {
    title: 'overdue heartbeat',
    why: `It should heartbeat, and its silence is longer than that of a healthy activity (over ${overdueShareOfTimeout} of its heartbeat timeout, or over --silent-after).`,
    advice: `See whether its worker still lives and whether the activity calls heartbeat often enough: ${sdkPace}.`,
  },
};

/** What was measured of an activity at its last look, in a few words; its timeouts go on running since. */
export function measuresOf(row: Row, now: Millis): string {
  const { orphaned, suspect, startedAt, lastHeartbeatAt, heartbeatTimeoutSeconds, forcedEndAt } = row;
  const observedAt = Date.parse(row.observedAt);
  const since = (time: string) => inSeconds((observedAt - Date.parse(time)) / 1000);
  const parts: string[] = [];
  if (lastHeartbeatAt !== null) parts.push(`last heartbeat ${since(lastHeartbeatAt)} ago`);
  else if (startedAt !== null) parts.push(`no heartbeat in ${since(startedAt)}`);
  parts.push(
    heartbeatTimeoutSeconds === null
      ? 'no heartbeat timeout'
      : `heartbeat timeout ${inSeconds(heartbeatTimeoutSeconds)}`,
  );
  if (suspect) return parts.join(', ');
  if (forcedEndAt !== null) {
    const left = inSeconds((Date.parse(forcedEndAt) - now) / 1000);
    parts.push(orphaned ? `by its timeouts it may run ${left} more` : `Temporal ends it in ${left} at the latest`);
  } else if (!orphaned && heartbeatTimeoutSeconds === null) parts.push('no timeout ends it');
  return parts.join(', ');
}

/** A duration in whole seconds, as flags are written: 1m59s. */
export function inSeconds(seconds: number): string {
  return formatDuration(Math.max(0, Math.floor(seconds)) * 1000);
}
