import { z } from 'zod';
import { ownerSchema } from '../findings/row.js';
import { reasons } from '../model/activity/reason.js';
import { endFields } from './ends-schema.js';

const instant = z.iso.datetime().nullable();
const intervalSchema = z
  .tuple([z.number(), z.number()])
  .readonly()
  .nullable()
  .describe('Its 95 % interval, [low, high]; null: exact.');

const byReason = {
  wastedSecondsByReason: z.partialRecord(z.enum(reasons), z.number()).readonly(),
  wastedSecondsByReasonInterval: z
    .partialRecord(z.enum(reasons), intervalSchema)
    .readonly()
    .describe('The 95 % interval of each of wastedSecondsByReason; null: exact.'),
};

const caseSchema = z
  .strictObject({
    workflowId: z.string(),
    runId: z.string(),
    activityId: z.string(),
    startedAt: instant.describe('Start of the attempt.'),
    cancelRequestedAt: instant,
    endedAt: instant.describe(
      'As history records it; of what still ran, the time of the audit; null: not known, its workflow left it behind.',
    ),
    wastedSeconds: z.number().describe('Up to the end, or as far as it is known.'),
    reason: z
      .enum(reasons)
      .describe(
        'Why it ran on, as far as the way it ended shows; awaiting_heartbeat: until the cancellation was delivered and the activity ended, of which history does not tell the shares.',
      ),
    uiUrl: z.string().nullable().describe('Its page in the Temporal UI; null without --ui-url.'),
  })
  .readonly();

const typeSchema = z
  .strictObject({
    namespace: z.string(),
    taskQueue: z.string(),
    workflowType: z.string(),
    activityType: z.string(),
    owner: ownerSchema.nullable().describe('By --owners-file; null: none is named.'),
    attempts: z
      .int()
      .describe('Attempts that were dispatched to a worker, as far as history and description number them.'),
    attemptsInterval: intervalSchema,
    cancelled: z.int().describe('Attempts whose cancellation was requested before they ended.'),
    cancelledInterval: intervalSchema,
    wastedSeconds: z
      .number()
      .describe('From the cancel request to the end of the attempt; after a timeout its code may have run on.'),
    wastedSecondsInterval: intervalSchema,
    ...byReason,
    lostSeconds: z
      .number()
      .describe(
        'Silence before a heartbeat timeout ended an attempt: for at least that long its worker was not heard.',
      ),
    lostSecondsInterval: intervalSchema,
    lostSecondsAtMost: z
      .number()
      .describe(
        'Of attempts without a heartbeat timeout that only start-to-close ended: their worker may have been gone all that time, or their code may have been running.',
      ),
    lostSecondsAtMostInterval: intervalSchema,
    restarts: z.int().describe('Attempts that began again after an earlier one had ended.'),
    restartsInterval: intervalSchema,
    repeatedSecondsAtMost: z
      .number()
      .describe(
        'From the scheduling to the start of the last attempt, where there were earlier ones: an upper bound of the work that was repeated.',
      ),
    repeatedSecondsAtMostInterval: intervalSchema,
    orphanedSecondsAtMost: z
      .number()
      .describe('From the close of the workflow to the time until which the attempt was allowed to run.'),
    orphanedSecondsAtMostInterval: intervalSchema,
    timedOutAtLeast: z
      .int()
      .describe(
        'Attempts that a timeout ended while they ran: whether their code then stopped is not known. Of those before the last one, history keeps how the newest ended.',
      ),
    timedOutAtLeastInterval: intervalSchema,
    heartbeatTimeoutSeconds: z.number().nullable().describe('As scheduled last; null: none.'),
    startToCloseSeconds: z
      .number()
      .nullable()
      .describe('As scheduled last: then Temporal gives up on an attempt, and its code may run on; null: none.'),
    durationSeconds: z
      .strictObject({
        ...{ p50: z.number(), p95: z.number(), p99: z.number() },
        attempts: z.int().describe('Completed attempts that the percentiles are of, at most 2,000.'),
      })
      .readonly()
      .nullable()
      .describe('Percentiles of the completed attempts that were read; null: none was.'),
    suggestedHeartbeatTimeoutSeconds: z
      .number()
      .nullable()
      .describe(
        'About a tenth of the p95 duration (of fewer than 20 completed attempts: of the start-to-close timeout), from 10 to 60; null: it would have saved nothing, because one at least as short is set, start-to-close ends an attempt as soon, or there was nothing to save.',
      ),
    savedSecondsAtMost: z
      .number()
      .describe(
        'What the suggested heartbeat timeout would have saved, if the code heartbeats and stops when it receives the cancellation.',
      ),
    savedSecondsAtMostInterval: intervalSchema,
    savedWasteSecondsAtMost: z.number().describe('The part of savedSecondsAtMost that is in wastedSeconds.'),
    savedWasteSecondsAtMostInterval: intervalSchema,
    savedWaitSecondsAtMost: z
      .number()
      .describe(
        'The part of savedSecondsAtMost that is in lostSecondsAtMost: waits for workers that may have been dead.',
      ),
    savedWaitSecondsAtMostInterval: intervalSchema,
    savedCostAtMost: z.number().nullable().describe('savedSecondsAtMost in money; null without --price.'),
    advice: z.string().describe('What to change; empty: nothing is known.'),
    cases: z.array(caseSchema).readonly().describe('The worst of those read, at most 10.'),
    firstCancelRequestedAt: instant.describe('The earliest cancel request of those read; null: none was cancelled.'),
    lastCancelRequestedAt: instant.describe('The latest cancel request of those read; null: none was cancelled.'),
    accepted: z
      .strictObject({ reason: z.string(), until: instant })
      .readonly()
      .nullable()
      .describe('What --owners-file accepts of its waste; null: nothing.'),
  })
  .readonly();

const retentionSchema = z
  .strictObject({
    namespace: z.string(),
    seconds: z
      .number()
      .nullable()
      .describe('How long the server keeps a closed execution; null: it does not tell, or this is not permitted.'),
    readableSince: instant.describe(
      'What closed earlier has been removed and could not be read; null: the window begins later, or it is not known.',
    ),
    knownSince: instant.describe(
      'Start of the oldest execution that was found, or the time of the audit where none was: nothing is known of the time before. null: there are older ones, it is not known whether there are, or the audit was interrupted.',
    ),
  })
  .readonly();

/** What `audit --json` prints. */
export const auditSchema = z
  .strictObject({
    createdAt: instant,
    version: z.string().describe('Of Deadbeat.'),
    namespaces: z.array(z.string()).readonly(),
    address: z
      .string()
      .nullable()
      .describe('Of the Temporal frontend; null: --profile named several connections with different ones.'),
    since: instant.describe('Start of the window.'),
    until: instant.describe('End of the window.'),
    complete: z.boolean().describe('Everything that was to be read could be read: all, or the whole sample.'),
    executions: z
      .strictObject({
        closed: z.int().describe('Workflows that closed in the window, by listing.'),
        open: z.int().describe('Open workflows, by listing; 0 with --until.'),
        read: z.int().describe('Histories read: fewer than closed and open together where a sample was read.'),
      })
      .readonly(),
    retention: z.array(retentionSchema).readonly().describe('How far back each namespace could be read.'),
    wastedSeconds: z.number().describe('Over all types.'),
    wastedSecondsInterval: intervalSchema,
    days: z
      .array(
        z
          .strictObject({
            ...{ day: z.iso.date(), wastedSeconds: z.number(), wastedSecondsInterval: intervalSchema },
            ...byReason,
          })
          .readonly(),
      )
      .readonly()
      .describe('Wasted by the day in UTC on which it happened.'),
    currency: z.string().nullable(),
    pricePerHour: z.number().nullable().describe('Money for one hour of a worker slot; null without --price.'),
    types: z.array(typeSchema).readonly().describe('By activity type, most wasted first.'),
    ...endFields,
    problems: z.array(z.string()).readonly().describe('Why it is not complete; empty: it is.'),
  })
  .readonly();

/** The report of an audit. Seconds, unless the name says otherwise. */
export type AuditReport = z.infer<typeof auditSchema>;
export type AuditedType = AuditReport['types'][number];
export type AuditedCase = AuditedType['cases'][number];
export type Interval = AuditedType['wastedSecondsInterval'];
