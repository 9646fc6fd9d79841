import type { KnownLimit } from '../model/known-limits.js';

/** What follows from each known limit, in whole sentences. */
export const limitConsequences: Readonly<Record<KnownLimit, string>> = {
  no_worker_reports:
    'No worker heartbeats are available: lost workers, slots, and code that still runs after a timeout cannot be seen.',
  slots_unknown:
    'Some workers have no fixed number of activity slots: on their task queues the number of free slots is not known and no share of slots is computed.',
  details_encrypted:
    'Heartbeat details are encrypted: whether an activity still makes progress cannot be seen, so none is reported as stalled.',
  options_unknown:
    'The server does not report the timeouts and task queues of some activities. Until Deadbeat has read them from history, the reason why such a cancelled activity still runs is unknown, and its wasted seconds are not counted. Afterwards they are counted from the request on.',
  visibility_refused:
    'The server refuses to list executions: only those that are already known are followed, and new ones are not found.',
  handover:
    'A process with another number of shards may still run: what this process has newly taken over is shown, and will be counted when --handover is over.',
};

/** What each known limit hides, as part of a list. */
export const hiddenByLimit: Readonly<Record<KnownLimit, string>> = {
  no_worker_reports: 'lost workers, slots, and code that still runs after a timeout',
  slots_unknown: 'the number of free slots on some task queues',
  details_encrypted: 'whether activities still make progress',
  options_unknown: 'the timeouts of some activities, until their history has been read',
  visibility_refused: 'executions that are new',
  handover: 'what is newly taken over from other shards, in the totals',
};
