import type { Pace } from './type-rates.js';

/** What is to be done with one execution. */
export type Job = Readonly<{ key: string; task: 'describe' | 'history' }>;

/**
 * What a job waits for. `starting`: the known instant at which a retry starts or a timer fires, and what runs from then on; `timed`: a known instant at which a description would judge an activity differently; `new`: the
 * execution has just started; `left_list`: it is no longer among the open ones; `unseen`: it has been open for long and not
 * been described yet; `urgent_history`: the time of a cancel request, or the end of what was cancelled; `history`: the rest of the account; `closed_early`: found only after it
 * closed, by something else than its completion.
 */
export const urgencies = [
  'cancel_requested',
  'active',
  'starting',
  'idle',
  'timed',
  'new',
  'left_list',
  'unseen',
  'urgent_history',
  'history',
  'closed_early',
  'closed',
] as const;
export type Urgency = (typeof urgencies)[number];

/** When a job is wanted. Durations run from now. */
export type Wanted = Readonly<{
  urgency: Urgency;
  workflowType: string;
  pace?: Pace;
  /** How long ago the execution was observed last. */
  ageMs?: number;
  /** Not before: a pause after a failure. */
  pauseMs?: number;
  /** With `starting`: nothing runs before, and from then on the execution counts as one that was seen running. */
  startsInMs?: number;
  /** An earlier instant at which a description would judge an activity differently: overdue, or past its grace. */
  withinMs?: number;
}>;
