import { overdueShareOfTimeout } from '../model/activity/heartbeat.js';
import { type Reason, reasons } from '../model/activity/reason.js';
import { type Colour, okabeIto } from './colours.js';

/** What can be wrong with an activity besides the reason why a cancelled one still runs. */
type Condition = 'orphaned' | 'suspect' | 'undecided' | 'lost' | 'stalled' | 'stale';

export type Finding = Reason | Condition;

type FindingEntry = Readonly<{
  /** Two to five words, as a heading or in a list. */
  title: string;
  /** As short as a legend needs it. */
  short: string;
  /** Why it is so, in sentences about "it". */
  why: string;
  /** What can be done about one that runs now, as instructions. */
  now: string;
  /** What to change, as instructions. */
  advice: string;
  /** Its runbook in alerts/runbooks/, without the extension. */
  runbook: `Deadbeat${string}`;
  colour: Colour;
  /** Waste that better code avoids. Receiving a cancellation with the next heartbeat, and stopping within the grace, is not. */
  isAvoidable: boolean;
  /** It passes without anyone doing anything: one observation alone proves no fault. */
  settlesByItself: boolean;
  /** Its worker may have stopped or be cut off: the first thing to check. */
  mayMeanDeadWorker: boolean;
  /** Nothing but a timeout ends it sooner than stopping its worker does. */
  endsWithWorker: boolean;
}>;

const sdkPace =
  'Only the response to a heartbeat delivers the cancellation. While the code calls heartbeat, the SDK sends a heartbeat every 0.8 × the heartbeat timeout or every 60s, whichever is shorter (every 30s without a heartbeat timeout).';
/** Where no heartbeat timeout is suggested for the activity type. */
export const exampleTimeoutSeconds = 30;
export const exampleTimeout = `for example ${exampleTimeoutSeconds}s`;
const plain = { isAvoidable: false, settlesByItself: false, mayMeanDeadWorker: false, endsWithWorker: false } as const;
const isFault = { ...plain, isAvoidable: true, endsWithWorker: true } as const;
const settles = { ...plain, settlesByItself: true } as const;
const needsACheck = plain;
/** What blocks the code, or lets it ignore a cancellation, also keeps its process from ending. */
export const gracefully = 'gracefully (SIGTERM; if the process does not end, SIGKILL)';

/** Everything that is said of each finding: by the page, the scan, the demo, dashboards, alerts and documents. */
export const findings: Readonly<Record<Finding, FindingEntry>> = {
  no_heartbeat: {
    ...isFault,
    title: 'cannot receive the cancellation',
    short: 'cannot receive it (no heartbeat)',
    why: 'It has no heartbeat timeout and has sent no heartbeat, so the cancellation cannot reach it.',
    now: `Cancelling again will not help. To end it now, stop its worker ${gracefully}.`,
    advice: `Give the activity a heartbeat timeout where the workflow schedules it (${exampleTimeout}), call heartbeat in its loop more often than that, and let it stop when the SDK reports the cancellation.`,
    runbook: 'DeadbeatCancelCannotBeHeard',
    colour: okabeIto.vermillion,
  },
  awaiting_heartbeat: {
    ...settles,
    title: 'cancellation not received yet',
    short: 'received at its next heartbeat',
    why: 'The response to its next heartbeat will deliver the cancellation, and that heartbeat is not overdue.',
    now: 'Wait: the response to its next heartbeat delivers the cancellation.',
    advice: `If this takes too long, set a heartbeat timeout or shorten it. ${sdkPace}`,
    runbook: 'DeadbeatCancelUnheard',
    colour: okabeIto.skyBlue,
  },
  unheard: {
    ...isFault,
    title: 'cancellation not received in time',
    short: 'not received in time',
    why: 'Its next heartbeat is not overdue, but its cancellation was requested more than --unheard-after ago and no heartbeat response has delivered it yet.',
    now: `Cancelling again will not help. Wait for its next heartbeat, or to end it now, stop its worker ${gracefully}.`,
    advice: `Call heartbeat in its loop, and set a short heartbeat timeout where the workflow schedules the activity (${exampleTimeout}). ${sdkPace}`,
    runbook: 'DeadbeatCancelUnheard',
    colour: okabeIto.blue,
  },
  unknown: {
    ...settles,
    title: 'timeouts not known yet',
    short: 'not known yet',
    why: 'This Temporal server does not report the timeouts of this activity, and the history of its workflow has not been read yet.',
    now: 'Wait until Deadbeat has read the history of its workflow.',
    advice: 'There is nothing to do: its seconds are counted as soon as its timeouts have been read from history.',
    runbook: 'DeadbeatCancelCannotBeHeard',
    colour: okabeIto.yellow,
  },
  stopping: {
    ...settles,
    title: 'cancellation received, stopping',
    short: 'received, stopping',
    why: 'It has sent a heartbeat since the request, so it has received the cancellation; --cancel-grace is not over yet.',
    now: 'Wait until --cancel-grace is over: it has received the cancellation.',
    advice:
      'If it stops within --cancel-grace, it handles its cancellation as it should. If cleaning up needs longer, raise --cancel-grace.',
    runbook: 'DeadbeatCancelIgnored',
    colour: okabeIto.green,
  },
  ignoring_cancel: {
    ...isFault,
    title: 'ignores the cancellation',
    short: 'received, but continues',
    why: 'It has sent a heartbeat since the request, so it has received the cancellation, but it has not stopped within --cancel-grace.',
    now: `Cancelling again will not help: it has received the cancellation. To end it now, stop its worker ${gracefully}.`,
    advice:
      'Let the cancellation end the work. Do not catch and ignore the cancellation error (CancelledFailure in TypeScript, CancelledError in Python, ActivityCanceledException in Java, ActivityCompletionFailureException from a Java completion client); in Go, return when ctx.Done() is closed. Pass the signal or context to every call that the activity waits for.',
    runbook: 'DeadbeatCancelIgnored',
    colour: okabeIto.purple,
  },
  silent: {
    ...isFault,
    title: 'cancellation not received, silent',
    short: 'silent',
    why: 'It has sent no heartbeat since the request, and its heartbeat is overdue.',
    now: `Check whether its worker is still running. If it is, stop it ${gracefully}.`,
    advice:
      'If its worker is still running, something keeps the heartbeat from being sent: a blocked thread or event loop, or a step longer than the heartbeat timeout. Let another thread or task send heartbeats while such a step runs.',
    runbook: 'DeadbeatCancelSilent',
    colour: okabeIto.orange,
    mayMeanDeadWorker: true,
  },
  orphaned: {
    ...needsACheck,
    endsWithWorker: true,
    title: 'orphaned',
    short: 'orphaned',
    why: 'Its workflow has closed. Temporal no longer enforces its timeouts: only the latest time at which it was allowed to run is known, not whether it still runs.',
    now: `If it heartbeats, it learns at its next heartbeat that its workflow has closed. Otherwise nothing reaches it: stop its worker ${gracefully}.`,
    advice:
      'Let the workflow wait for its activities before it ends (cancellation type WAIT_CANCELLATION_COMPLETED), and cancel workflows instead of terminating them. An activity that heartbeats learns at its next heartbeat that its workflow has closed.',
    runbook: 'DeadbeatOrphansPilingUp',
    colour: okabeIto.blue,
  },
  suspect: {
    ...needsACheck,
    endsWithWorker: true,
    title: 'may still run',
    short: 'may still run',
    why: 'Temporal has given up on this attempt, but its worker reported more slots in use than there were activities that Temporal counted as running on it. The code may still run; this is inferred.',
    now: `Temporal cannot reach it. If its code does not return by itself, stop its worker ${gracefully}.`,
    advice:
      'Let the activity heartbeat and stop when the SDK reports the cancellation, or limit its own work by the same timeouts: ending the attempt on the server does not stop the code. Restarting the worker frees the slot.',
    runbook: 'DeadbeatSlotsUnaccounted',
    colour: okabeIto.blue,
  },
  undecided: {
    ...settles,
    title: 'timed out just now',
    short: 'timed out, not known yet',
    why: 'Temporal has just given up on this attempt. Whether its code still runs is not known until its worker reports again.',
    now: 'Wait for the next reports of its worker: they show whether its code still runs, where they report slots.',
    advice:
      'If it was cancelled and ran until the timeout, let it call heartbeat, and stop when the SDK reports the cancellation.',
    runbook: 'DeadbeatSlotsUnaccounted',
    colour: okabeIto.blue,
  },
  lost: {
    ...needsACheck,
    title: 'worker lost',
    short: 'worker lost',
    why: 'Its worker has stopped reporting, and Temporal counts the attempt as running until a timeout ends it.',
    now: 'If its process is still there, restore its connection, or end it (SIGTERM, then SIGKILL). A new worker serves only what is scheduled next: this attempt waits until its timeout unless its workflow is reset (work is repeated) or terminated.',
    advice:
      'Let the activity call heartbeat, and give it a heartbeat timeout: without one, Temporal counts the attempt as running until its start-to-close timeout. Find out why the worker stopped.',
    runbook: 'DeadbeatWorkerLost',
    colour: okabeIto.yellow,
    mayMeanDeadWorker: true,
  },
  stalled: {
    ...needsACheck,
    title: 'makes no progress',
    short: 'no progress',
    why: 'It sends heartbeats, but their details, which changed before, have not changed for --stalled-after.',
    now: 'Find out what it waits for. If it is not cancelled yet and not needed, cancel it: its next heartbeat delivers the cancellation.',
    advice:
      'Let the code give up on what it waits for, for example by a timeout of its own: it sends heartbeats although its work has stopped.',
    runbook: 'DeadbeatActivityStalled',
    colour: okabeIto.grey,
  },
  stale: {
    ...needsACheck,
    title: 'heartbeat overdue',
    short: 'heartbeat overdue',
    why: `No heartbeat has come for more than ${overdueShareOfTimeout} × its heartbeat timeout (or for --silent-after, if it has no heartbeat timeout).`,
    now: 'Check whether its worker is still running.',
    advice: `If its worker is still running, let the activity call heartbeat more often: at least once every 0.8 × its heartbeat timeout, or every --silent-after if it has none.`,
    runbook: 'DeadbeatHeartbeatStale',
    colour: okabeIto.orange,
    mayMeanDeadWorker: true,
  },
};

export const findingNames = Object.keys(findings) as [Finding, ...Finding[]];

/** The reasons that better code avoids. */
export const avoidableReasons: readonly Reason[] = reasons.filter((reason) => findings[reason].isAvoidable);

export type Conditions = Readonly<Record<Condition, boolean>> & Readonly<{ reason: Reason | null }>;

/** Everything that is wrong with an activity, the reason first. Whether the code of a lost one still runs is not known. */
export function findingsOf(activity: Conditions): Finding[] {
  const { reason, lost } = activity;
  const found: Finding[] = reason === null || lost ? [] : [reason];
  for (const condition of ['orphaned', 'suspect', 'undecided', 'lost', 'stalled'] as const)
    if (activity[condition]) found.push(condition);
  // A silent one is stale by the same measure: that would say it twice.
  if (activity.stale && reason !== 'silent') found.push('stale');
  return found;
}
