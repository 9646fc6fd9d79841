import type { Millis } from '../model/activity/activity.js';
import { inSeconds } from '../text/duration.js';
import { timeOfDay } from '../text/instant.js';
import { findings } from './findings.js';
import { isGivenUp } from './given-up.js';
import type { Row } from './row.js';

export type WhatToDo = Readonly<{
  /** What can be done, and by when it ends if nothing is done. */
  verdict: string;
  /** How to stop its worker, where that is the way to end it; null where it is not. */
  stopWorker: Readonly<{ identity: string; command: string | null }> | null;
}>;

/** What was known of the code of a suspect before Temporal gave up on it; empty: nothing. */
export function beforeGivenUp({ overrunCause }: Row): string {
  switch (overrunCause) {
    case 'ignoring_cancel':
      return 'Before Temporal gave up on it, it had received the cancellation and had not stopped.';
    case 'silent':
      return 'Before Temporal gave up on it, its heartbeats had stopped: its code may be blocked, or in a long step.';
    case 'no_heartbeat':
      return 'It sends no heartbeats, so no cancellation reaches its code.';
    case 'heartbeating':
      return 'It sent heartbeats and was not cancelled; the response to its next heartbeat says that the attempt is over.';
    case null:
      return '';
  }
}

/** What stopping its worker does besides, and what to do if the process does not end. */
export function stopConsequence(row: Row): string {
  const sentences = [
    'This also ends everything else that runs on that worker: those attempts fail or time out, and Temporal retries them by their retry policies.',
    'The slot is free once the process has ended.',
    'Code that is blocked, or ignores the cancellation, may keep the process from ending until SIGKILL (Kubernetes sends it after the grace period).',
    // Where Temporal has given up on the attempt, no workflow waits for it.
    isGivenUp(row) || row.orphaned
      ? ''
      : 'A workflow that waits for this attempt may have to wait until the attempt times out, because Temporal does not learn that its worker has stopped.',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** What can be done now about one activity. Undefined: nothing is wrong with it. */
export function whatToDo(row: Row, now: Millis, zone?: string): WhatToDo | undefined {
  const [first] = row.findings;
  if (first === undefined) return undefined;
  const { now: instruction, endsWithWorker } = findings[first];
  const { workerIdentity: identity } = row;
  return {
    verdict: [instruction, endSentence(row, now, zone), silenceSentence(row, now, zone)]
      .filter((sentence) => sentence !== '')
      .join(' '),
    stopWorker: endsWithWorker && identity !== null ? { identity, command: podCommand(identity) } : null,
  };
}

/** When it ends at the latest, in a few words; empty where nothing can be said. */
export function latestEnd(row: Row, now: Millis, zone?: string): string {
  const { optionsKnown, orphaned, forcedEndAt } = row;
  if (isGivenUp(row)) return '';
  if (forcedEndAt === null) return optionsKnown ? 'no timeout ends it' : 'timeouts not known yet';
  if (orphaned) return `may run until ${timeOfDay(forcedEndAt, now, zone)}`;
  return `attempt ends by ${timeOfDay(forcedEndAt, now, zone)}`;
}

function endSentence(row: Row, now: Millis, zone: string | undefined): string {
  const { orphaned, lost, forcedEndAt, optionsKnown } = row;
  if (isGivenUp(row)) return '';
  if (forcedEndAt === null) return optionsKnown && !orphaned ? 'No timeout ends it.' : '';
  const left = inSeconds((Date.parse(forcedEndAt) - now) / 1000);
  const when = `${timeOfDay(forcedEndAt, now, zone)} (in ${left})`;
  if (orphaned) return `Its timeouts allow it to run until ${when}.`;
  return lost
    ? `That timeout is at ${when} at the latest; its code may continue to run.`
    : `If nothing is done, Temporal ends the attempt at ${when} at the latest; its code may continue to run.`;
}

/** What holds however long ago its worker was last compared with what the server counts: it may be shutting down. */
function silenceSentence({ suspect, ranOnUntil }: Row, now: Millis, zone: string | undefined): string {
  if (!suspect || ranOnUntil === null) return '';
  return `The last report that shows its slot in use is from ${timeOfDay(ranOnUntil, now, zone)}: if its worker is shutting down, or has not reported since, and the process is still there, send it SIGKILL.`;
}

/**
 * SDKs name a worker `pid@host`, some with the task queue behind it. On Kubernetes the host is the pod, whose name has at
 * least one hyphen where a Deployment or StatefulSet made it.
 */
function podCommand(identity: string): string | null {
  const [, host] = /^\d+@([a-z0-9]+(?:-[a-z0-9]+)+)(?:@.*)?$/.exec(identity) ?? [];
  return host === undefined ? null : `kubectl delete pod ${host}`;
}
