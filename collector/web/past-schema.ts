import { z } from 'zod';
import { ownerSchema } from '../findings/row.js';
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
  cancelRequestedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  outcome: z
    .enum(outcomes)
    .describe(
      'closed: its workflow closed before it ended; timed_out: the server gave up on the attempt, which does not end its code.',
    ),
  codeRuns: z
    .enum(['probably', 'not_known_yet'])
    .nullable()
    .describe(
      'Whether the code still runs although the server has given up on it: by the slots of its worker, or not compared with them yet; null: nothing says so.',
    ),
  reason: z.enum(reasons).describe('Why it still ran when it was last described.'),
  wastedSeconds: z.number(),
  owner: ownerSchema.nullable(),
  uiUrl: z.string().nullable(),
});

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
