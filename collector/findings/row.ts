import { z } from 'zod';
import { activityStates } from '../model/activity/activity.js';
import { reasons } from '../model/activity/reason.js';
import { overrunCauses } from '../model/execution/overrun.js';
import { findingNames } from './findings.js';

const time = z.iso.datetime().nullable();

/** Whom to ask about an activity type. */
export const ownerSchema = z.strictObject({
  team: z.string(),
  contact: z.string().nullable(),
  channel: z.string().nullable(),
  runbook: z.string().nullable(),
});

/** One activity as the API, the page and the scan show it; docs/api/ is generated from this. */
export const rowSchema = z
  .strictObject({
    namespace: z.string(),
    workflowId: z.string().describe('For a standalone activity, its own ID.'),
    runId: z.string(),
    workflowType: z.string().describe('Empty for a standalone activity.'),
    activityId: z.string(),
    activityType: z.string(),
    taskQueue: z.string(),
    state: z.enum(activityStates).describe('As the server showed it at observedAt.'),
    attempt: z.int(),
    reason: z.enum(reasons).nullable().describe('Why it still runs although its cancellation was requested.'),
    cancelRequestedAt: time,
    cancelRequestedSource: z
      .enum(['history', 'first_observed'])
      .nullable()
      .describe(
        'first_observed: the time of the request is not known from history (not read yet, or not in it), so this is the first observation of the request.',
      ),
    toldAt: time.describe('The first heartbeat observed after the request: its response delivered the cancellation.'),
    wastedSeconds: z
      .number()
      .nullable()
      .describe(
        'Confirmed seconds run after the request; null where no cancellation was requested, or nothing is known of the request.',
      ),
    startedAt: time,
    lastHeartbeatAt: time.describe('Of this attempt.'),
    heartbeatsAt: z
      .array(z.iso.datetime())
      .readonly()
      .describe('Heartbeats of this attempt observed since its cancellation was requested, at most 12; oldest first.'),
    heartbeatTimeoutSeconds: z.number().nullable().describe('null: none, or not known (see optionsKnown).'),
    startToCloseTimeoutSeconds: z.number().nullable().describe('null: none, or not known.'),
    scheduleToCloseTimeoutSeconds: z.number().nullable().describe('null: none, or not known.'),
    optionsKnown: z
      .boolean()
      .describe('false: the server does not report its timeouts and task queue, and history has not been read yet.'),
    forcedEndAt: time.describe(
      'When the server ends the attempt by its timeouts; for an orphan, until when it was allowed to run; for one that is suspect or undecided, when the server gave up on it.',
    ),
    workerIdentity: z.string().nullable(),
    workerVersion: z
      .string()
      .nullable()
      .describe('Deployment version or build ID of the worker, where the server reports it.'),
    orphaned: z.boolean().describe('Still listed by a closed workflow, and may still run.'),
    suspect: z
      .boolean()
      .describe(
        'Inferred: the server has given up on this attempt, but its worker reported more slots in use than there were activities that the server counted as running on it, and no report has shown the slot free since.',
      ),
    undecided: z
      .boolean()
      .describe(
        'The server gave up on this attempt minutes ago, and it is not known yet whether its code still runs; only with offenders=true or state=undecided.',
      ),
    workflowCancelRequested: z.boolean(),
    observedAt: z.iso.datetime(),
    unreachable: z
      .boolean()
      .describe('It has no heartbeat timeout and no heartbeat: a cancellation would not reach it.'),
    stale: z.boolean().describe('Its heartbeat is overdue.'),
    stalled: z.boolean().describe('It heartbeats, but its details have not changed for --stalled-after.'),
    lost: z.boolean().describe('Its worker has stopped reporting.'),
    lostSince: time.describe(
      'Since when that counts: the last report of its worker, or for one that had been cancelled, when the silence was found.',
    ),
    lostSeconds: z
      .number()
      .nullable()
      .describe('Confirmed seconds since then, for which nothing is known to have worked on it; null: not lost.'),
    overrunCause: z
      .enum(overrunCauses)
      .nullable()
      .describe(
        'Of a suspect, what was known before the server gave up on it: ignoring_cancel: it had received the cancellation; silent: its heartbeats had stopped; no_heartbeat: it sends none; heartbeating: it sent heartbeats and was not cancelled; null: not known.',
      ),
    ranOnUntil: time.describe(
      'Of a suspect: the last report of its worker by which a slot was still in use, probably by it. Inferred; it may have run longer.',
    ),
    findings: z
      .array(z.enum(findingNames))
      .readonly()
      .describe(
        'Everything found about it, the reason first; empty: nothing. Some findings pass by themselves, such as stopping.',
      ),
    owner: ownerSchema.nullable().describe('By --owners-file; null: none is named.'),
    commands: z.array(z.string()).readonly().describe('Commands that show more, ready to paste into a shell.'),
    uiUrl: z.string().nullable().describe('Its page in the Temporal UI; null without --ui-url.'),
  })
  .readonly();

export type Row = z.infer<typeof rowSchema>;
