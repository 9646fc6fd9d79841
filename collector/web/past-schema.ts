import { z } from 'zod';
import { ownerSchema } from '../findings/row.js';
import { traceKinds } from '../model/account/effect.js';
import { reasons } from '../model/activity/reason.js';
import { outcomes } from '../model/execution/history.js';

/** What names an activity type. */
export const typeFields = {
  namespace: z.string(),
  taskQueue: z.string(),
  workflowType: z.string().describe('Empty for standalone activities.'),
  activityType: z.string(),
};

const bucketSchema = z.strictObject({
  startsAt: z.iso.datetime(),
  seconds: z.partialRecord(z.enum(reasons), z.number()).describe('Wasted, by reason.'),
});

const sideSchema = z
  .strictObject({ from: z.iso.datetime(), to: z.iso.datetime(), wastedSecondsPerHour: z.number() })
  .nullable()
  .describe('null: less than one whole hour of it is known.');

const perHourSchema = z.number().nullable().describe('Seconds wasted per hour; null: not known.');

/** What a fix has changed. */
export const comparisonSchema = z.strictObject({
  fixedAt: z.iso.datetime(),
  before: sideSchema,
  after: sideSchema,
  types: z
    .array(
      z.strictObject({
        ...typeFields,
        beforePerHour: perHourSchema,
        afterPerHour: perHourSchema,
        owner: ownerSchema.nullable(),
      }),
    )
    .readonly()
    .describe('Activity types that wasted most on either side.'),
});

/** A cancelled attempt that has ended. */
export const endedSchema = z.strictObject({
  ...typeFields,
  workflowId: z.string(),
  runId: z.string(),
  activityId: z.string(),
  attempt: z.int().nullable().describe('null: not known; it was found after its end.'),
  cancelRequestedAt: z.iso.datetime(),
  cancelRequestedSource: z
    .enum(['history', 'first_observed'])
    .nullable()
    .describe(
      'first_observed: the request may have been made earlier, and more may have been wasted; null: not known.',
    ),
  endedAt: z.iso.datetime(),
  outcome: z
    .enum(outcomes)
    .describe(
      'closed: its workflow closed before it ended; timed_out: the server gave up on the attempt, which does not end its code.',
    ),
  codeRuns: z
    .enum(['probably', 'not_known_yet', 'not_known'])
    .nullable()
    .describe(
      'Whether the code still runs although the server has given up on it: probably: by the slots of its worker; not_known_yet: not compared with them yet; not_known: they do not tell whether it ran on, or which attempt it was is not known; null: nothing says so.',
    ),
  ranOnUntil: z.iso
    .datetime()
    .nullable()
    .describe(
      'The last report by which a slot was in use, probably by its code, after the server had given up on it: inferred, at least.',
    ),
  reason: z.enum(reasons).describe('Why it still ran when it was last described.'),
  wastedSeconds: z.number().describe('Until its end; with the outcome closed, its code may have run longer.'),
  wastedSecondsAtMost: z
    .number()
    .nullable()
    .describe(
      'With the outcome closed: the same until its timeouts no longer allowed it to run; null: no bound is known.',
    ),
  owner: ownerSchema.nullable(),
  uiUrl: z.string().nullable(),
});

/** What is on record of an attempt besides what it wasted. */
export const traceSchema = z.strictObject({
  ...typeFields,
  workflowId: z.string(),
  runId: z.string(),
  activityId: z.string(),
  attempt: z.int(),
  kind: z
    .enum(traceKinds)
    .describe(
      'ran_on: a slot of its worker stayed in use after the server had given up on it, probably by its code, which is inferred: of the attempts of a worker, the one that was given up first is named; lost: its worker had stopped reporting.',
    ),
  from: z.iso
    .datetime()
    .describe(
      'ran_on: when the server gave up on it; lost: the last report of its worker, or when the silence was found.',
    ),
  until: z.iso.datetime().describe('ran_on: the last report by which such a slot was in use; lost: its end.'),
  seconds: z.number().describe('Between the two. In no wasted seconds.'),
  owner: ownerSchema.nullable(),
  uiUrl: z.string().nullable(),
});

/** For how long code ran on after the server had given up on it. */
export const ranOnSchema = z
  .strictObject({ lastHourSeconds: z.number(), todaySeconds: z.number() })
  .describe(
    'For how long slots were seen in use by code that the server had given up on: inferred, at least, and in no wasted seconds. Narrowed by names and team.',
  );

/** What was wasted before now. */
export const historySchema = z.strictObject({
  since: z.iso.datetime().describe('Nothing earlier is known.'),
  lastHourSeconds: z.number().describe('Wasted in the last hour.'),
  todaySeconds: z
    .number()
    .describe(
      'Wasted since midnight in that time zone (since the full hour of UTC in which the day began), or since `since` where that is later.',
    ),
  yesterdaySeconds: z.number().nullable().describe('Wasted on the day before; null: not known for all of it.'),
  minutes: z.array(bucketSchema).readonly().describe('The last hour; a minute without waste is left out.'),
  hours: z.array(bucketSchema).readonly().describe('The last 48 hours; an hour without waste is left out.'),
  types: z
    .array(z.strictObject({ ...typeFields, wastedSeconds: z.number(), owner: ownerSchema.nullable() }))
    .readonly()
    .describe('Activity types that wasted most in the last 48 hours.'),
  otherTypes: z
    .strictObject({ count: z.int(), wastedSeconds: z.number() })
    .describe('The activity types that wasted less in the last 48 hours than those in types.'),
  unreachableTypes: z
    .int()
    .describe('Activity types that wasted time in the last 48 hours because they could not receive the cancellation.'),
  comparison: comparisonSchema.nullable().describe('Before and after fixedAt; null: not asked for.'),
});
